"""An external import on the reference client: registers, sends one bundle, keeps a state, tells what it saw as JSON lines."""
import json
import os
import sys
import threading
import time

from pycti import OpenCTIConnectorHelper
from pycti.connector.opencti_connector_helper import PingAlive


def say(**what):
    print("PEER " + json.dumps(what), flush=True)


config = {
    "opencti": {"url": os.environ["OPENCTI_URL"], "token": os.environ["OPENCTI_TOKEN"], "ssl_verify": False},
    "connector": {
        "id": os.environ["CONNECTOR_ID"],
        "type": "EXTERNAL_IMPORT",
        "name": "Peer import",
        "scope": "tool,malware",
        "log_level": "error",
        "queue_protocol": os.environ["QUEUE"],
    },
}
# The library's own pings, without its forty seconds between two.
PingAlive.ping_wait = threading.Event.wait
threading.Event.wait = lambda self, timeout=None: PingAlive.ping_wait(self, min(timeout, 0.2) if timeout == 40 else timeout)
helper = OpenCTIConnectorHelper(config)
say(registered=True, state=helper.get_state())
work_id = helper.api.work.initiate_work(helper.connect_id, "Peer run")
tool = {"type": "tool", "id": "tool--00000000-0000-4000-8000-000000000001", "spec_version": "2.1", "name": "Peer tool"}
malware = {"type": "malware", "id": "malware--00000000-0000-4000-8000-000000000002", "spec_version": "2.1",
           "name": "Peer malware", "is_family": False}
uses = {"type": "relationship", "id": "relationship--00000000-0000-4000-8000-000000000003", "spec_version": "2.1",
        "relationship_type": "uses", "source_ref": malware["id"], "target_ref": tool["id"]}
bundle = {"type": "bundle", "id": "bundle--00000000-0000-4000-8000-000000000004", "objects": [uses, malware, tool]}
sent = helper.send_stix2_bundle(json.dumps(bundle), work_id=work_id)
helper.api.work.to_processed(work_id, "Peer run done")
helper.set_state({"page": 7})
helper.force_ping()
say(sent=len(sent), work=work_id)
for line in sys.stdin:
    if line.strip() == "state":
        time.sleep(1)
        say(state=helper.get_state())
    if line.strip() == "stop":
        break
os._exit(0)
