"""An importer of files on the reference client: listens, and answers each job with a sentence. JSON lines tell of it."""
import json
import os

from pycti import OpenCTIConnectorHelper


def say(**what):
    print("PEER " + json.dumps(what), flush=True)


config = {
    "opencti": {"url": os.environ["OPENCTI_URL"], "token": os.environ["OPENCTI_TOKEN"], "ssl_verify": False},
    "connector": {
        "id": os.environ["CONNECTOR_ID"],
        "type": "INTERNAL_IMPORT_FILE",
        "name": "Peer importer",
        "scope": "application/json",
        "log_level": "error",
        "queue_protocol": "api" if os.environ["LISTEN"] == "API" else "amqp",
        "listen_protocol": os.environ["LISTEN"],
        "listen_protocol_api_port": int(os.environ["PORT"]),
        "listen_protocol_api_uri": "http://127.0.0.1:" + os.environ["PORT"],
    },
}
helper = OpenCTIConnectorHelper(config)
say(registered=True)


def process(data):
    say(job=data.get("file_id"))
    return "Peer read " + data["file_id"]


helper.listen(message_callback=process)
