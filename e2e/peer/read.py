"""What connectors on the reference client read: lists, single reads, all pages, relationships, and its changes. JSON lines tell of it."""
import json
import os
import sys

from pycti import OpenCTIApiClient


def say(**what):
    print("PEER " + json.dumps(what), flush=True)


client = OpenCTIApiClient(os.environ["OPENCTI_URL"], os.environ["OPENCTI_TOKEN"], log_level="fatal")


def ids(found):
    return sorted(one["standard_id"] for one in found)


def by(key, value):
    return {"mode": "and", "filters": [{"key": [key], "values": [value]}], "filterGroups": []}


# Every list of the library answers, and every read of its first item.
listed = {}
for name in sorted(vars(client)):
    entity = getattr(client, name)
    if not type(entity).__module__.startswith("pycti.entities") or not hasattr(entity, "list"):
        continue
    if name in ("audit", "capability", "group", "log", "notification", "role", "settings", "user", "stix_nested_ref_relationship",
                "internal_file", "workspace", "public_dashboard", "trash", "draft", "playbook", "pir"):
        continue
    try:
        found = entity.list(first=5, getAll=False)
        read = entity.read(id=found[0]["id"]) if found and hasattr(entity, "read") else None
        listed[name] = {"count": len(found), "read": read is None or read["id"] == found[0]["id"]}
    except Exception as error:
        listed[name] = {"error": str(error)[:300]}
say(listed=listed)

domain = client.stix_domain_object.list(types=["Malware", "Report"], orderBy="created_at", orderMode="asc")
observables = client.stix_cyber_observable.list(getAll=True, first=2)
relationships = client.stix_core_relationship.list(getAll=True, first=1)
say(domain=ids(domain), observables=ids(observables), relationships=ids(relationships))

malware = client.malware.read(filters=by("name", "quiet heron"))
report = client.report.read(filters=by("name", "Quiet Heron wakes"))
nested = client.stix_nested_ref_relationship.list(fromOrToId=observables[0]["id"])
say(read={
    "malware": malware["standard_id"],
    "author": malware["createdBy"]["name"],
    "markings": [one["definition"] for one in malware["objectMarking"]],
    "labels": sorted(one["value"] for one in malware["objectLabel"]),
    "references": sorted(one["source_name"] for one in malware["externalReferences"]),
    "phases": [one["phase_name"] for one in malware["killChainPhases"]],
    "objects": len(report["objects"]),
    "around": len(client.stix_core_relationship.list(fromOrToId=malware["id"])),
    "nested": len(nested),
})
exported = client.stix2.get_stix_bundle_or_object_from_entity_id("Malware", malware["id"], "full")
say(exported=sorted(one["type"] for one in exported["objects"]))

# What connectors write back.
client.stix_domain_object.add_label(id=malware["id"], label_name="seen by peer")
reference = client.external_reference.create(source_name="Peer", url="https://peer.example/1")
client.stix_domain_object.add_external_reference(id=malware["id"], external_reference_id=reference["id"])
client.stix_domain_object.update_field(id=malware["id"], input={"key": "description", "value": "Said by the peer"})
client.note.create(abstract="Peer", content="A note of the peer", objects=[malware["id"]])
again = client.malware.read(id=malware["id"])
say(changed={
    "labels": sorted(one["value"] for one in again["objectLabel"]),
    "references": sorted(one["source_name"] for one in again["externalReferences"]),
    "description": again["description"],
    "notes": len(client.note.list(filters=by("objects", malware["id"]))),
})
sys.exit(0)
