"""An enrichment on the reference client that finds an organization and a note for each domain name."""
import json
import os
import time

from pycti import Identity, Note, OpenCTIConnectorHelper

config = {
    "opencti": {"url": os.environ["OPENCTI_URL"], "token": os.environ["OPENCTI_TOKEN"], "ssl_verify": False},
    "connector": {"id": os.environ["CONNECTOR_ID"], "type": "INTERNAL_ENRICHMENT", "name": "Peer enrichment",
                  "scope": "Domain-Name", "log_level": "error"},
}
helper = OpenCTIConnectorHelper(config)
print("PEER " + json.dumps({"registered": True}), flush=True)
latency = int(os.environ["LATENCY_MS"]) / 1000


def process(data):
    entity = data["stix_entity"]
    time.sleep(latency)
    name = "Owner of " + entity["value"]
    owner = {"type": "identity", "identity_class": "organization", "spec_version": "2.1", "name": name,
             "id": Identity.generate_id(name, "organization")}
    content = "Owned by " + name
    note = {"type": "note", "spec_version": "2.1", "content": content, "object_refs": [entity["id"]],
            "id": Note.generate_id(None, content)}
    bundle = helper.stix2_create_bundle([*data["stix_objects"], owner, note])
    helper.send_stix2_bundle(bundle)
    return "Found " + name


helper.listen(message_callback=process)
