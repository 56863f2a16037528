# One connector:   CONNECTOR=mitre-attack docker buildx bake -f docker/bake.hcl connector
# The sandbox:     docker buildx bake -f docker/bake.hcl sandbox
# All, or by name: npm run images -- --targets > targets.json
#                  docker buildx bake -f docker/bake.hcl -f targets.json [mitre-attack …]
# `targets.json` is derived from the folders below connectors/: it has the labels and tags of each.

variable "CONNECTOR" { default = "" }
variable "IMAGE_PREFIX" { default = "opencti-connectors/" }
variable "VERSION" { default = "dev" }
# Empty builds for this machine alone; the release says linux/amd64,linux/arm64.
variable "PLATFORMS" { default = "" }

target "_common" {
  context    = "."
  dockerfile = "docker/Dockerfile"
  platforms  = PLATFORMS == "" ? [] : split(",", PLATFORMS)
}

target "_connector" {
  inherits = ["_common"]
  target   = "connector"
}

target "connector" {
  inherits = ["_connector"]
  args     = { CONNECTOR = CONNECTOR }
  tags     = ["${IMAGE_PREFIX}connector-${CONNECTOR}:${VERSION}"]
}

target "_sandbox" {
  inherits = ["_common"]
  target   = "sandbox"
}

target "sandbox" {
  inherits = ["_sandbox"]
  tags     = ["${IMAGE_PREFIX}sandbox:${VERSION}"]
}

group "default" {
  targets = CONNECTOR == "" ? ["sandbox"] : ["connector"]
}
