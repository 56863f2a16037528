"""A send of many objects on the reference client, the way its connectors do it."""
import json
import os

from pycti import OpenCTIConnectorHelper

config = {
    "opencti": {"url": os.environ["OPENCTI_URL"], "token": os.environ["OPENCTI_TOKEN"], "ssl_verify": False},
    "connector": {"id": os.environ["CONNECTOR_ID"], "type": "EXTERNAL_IMPORT", "name": "Peer", "scope": "tool",
                  "log_level": "error"},
}
helper = OpenCTIConnectorHelper(config)
print("PEER " + json.dumps({"registered": True}), flush=True)
work_id = helper.api.work.initiate_work(helper.connect_id, "Peer run")
count = int(os.environ["OBJECTS"])
objects = [{"type": "tool", "id": "tool--00000000-0000-4000-8000-%012d" % n, "spec_version": "2.1",
            "name": "Tool %d" % n, "description": "x" * 1000} for n in range(count)]
bundle = {"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000004", "objects": objects}
sent = helper.send_stix2_bundle(json.dumps(bundle), work_id=work_id)
helper.api.work.to_processed(work_id, "Peer run done")
print("PEER " + json.dumps({"sent": len(sent)}), flush=True)
os._exit(0)
