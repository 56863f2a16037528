"""A second witness: the reference client reads the objects whose ids stand on the first line of its input, in lists by name."""
import json
import os
import sys

from pycti import OpenCTIApiClient


def say(**what):
    print("PEER " + json.dumps(what), flush=True)


client = OpenCTIApiClient(os.environ["OPENCTI_URL"], os.environ["OPENCTI_TOKEN"], log_level="fatal")


def read(id):
    if id.startswith("relationship--"):
        found = client.stix_core_relationship.read(id=id)
        return found and found["relationship_type"]
    found = client.stix_domain_object.read(id=id) or client.stix_cyber_observable.read(id=id)
    return found and found["entity_type"]


made = json.loads(sys.stdin.readline())
say(read={what: {id: read(id) for id in ids} for what, ids in made.items()})
[domain] = made["enriched"]
around = client.stix_core_relationship.list(fromId=domain)
say(around=sorted(one["to"].get("name") or one["to"].get("value") or one["to"]["observable_value"] for one in around))
