"""An importer of files on the reference client: fetches each file and sends the bundle in it. JSON lines tell of it."""
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
        "validate_before_import": os.environ["VALIDATE"] == "true",
        "queue_protocol": "api" if os.environ["LISTEN"] == "API" else "amqp",
        "listen_protocol": os.environ["LISTEN"],
        "listen_protocol_api_port": int(os.environ["PORT"]),
        "listen_protocol_api_uri": "http://127.0.0.1:" + os.environ["PORT"],
    },
}
helper = OpenCTIConnectorHelper(config)
say(registered=True)


def process(data):
    content = helper.api.fetch_opencti_file(os.environ["OPENCTI_URL"] + data["file_fetch"])
    say(fetched=None if content is None else len(content))
    sent = helper.send_stix2_bundle(
        content,
        bypass_validation=data.get("bypass_validation"),
        file_name=os.path.basename(data["file_id"]),
        file_markings=data.get("file_markings"),
        entity_id=data.get("entity_id"),
    )
    return "Sent " + str(len(sent)) + " parts"


helper.listen(message_callback=process)
