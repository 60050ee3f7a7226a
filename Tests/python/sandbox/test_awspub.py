"""awspub from PyPI, as it is, against the sandbox."""

import json
import os
import shutil
import subprocess
import sys

from conftest import ACCOUNT, ENDPOINT, KEY, SECRET, client, page

CONFIG = """
awspub:
  s3:
    bucket_name: {bucket}
  source:
    path: disk.vmdk
    architecture: x86_64
  tags:
    project: tests
  images:
    "{bucket}-public":
      description: "a public image"
      boot_mode: uefi-preferred
      tpm_support: v2.0
      imds_support: v2.0
      regions: [us-east-1, eu-central-1]
      public: true
      share: ["210987654321"]
      groups: [stable]
      tags: {{colour: red}}
      ssm_parameter:
        - name: "/{bucket}/public"
          description: "the image"
          allow_overwrite: true
      sns:
        - "{bucket}":
            subject: "New image"
            message: {{default: "there is a new image"}}
            regions: [us-east-1]
      marketplace:
        entity_id: "{bucket}"
        access_role_arn: "arn:aws:iam::123456789012:role/ingestion"
        version_title: "1.0"
        release_notes: "first"
        user_name: ubuntu
        scanning_port: 22
        os_name: UBUNTU
        os_version: "24.04"
        usage_instructions: "ssh"
        recommended_instance_type: m5.large
        security_groups:
          - {{from_port: 22, to_port: 22, ip_protocol: tcp, ip_ranges: ["0.0.0.0/0"]}}
    "{bucket}-temporary":
      description: "a temporary image"
      boot_mode: uefi
      separate_snapshot: true
      regions: [us-east-1]
      temporary: true
"""


def test_whole_life(s3, bucket, tmp_path):
    client("sns").create_topic(Name=bucket)
    (tmp_path / "disk.vmdk").write_bytes(os.urandom(9 << 20))
    (tmp_path / "config.yaml").write_text(CONFIG.format(bucket=bucket))
    awspub = shutil.which("awspub", path=os.path.dirname(sys.executable))
    environment = dict(
        os.environ, AWS_ENDPOINT_URL=ENDPOINT, AWS_ACCESS_KEY_ID=KEY, AWS_SECRET_ACCESS_KEY=SECRET, AWS_DEFAULT_REGION="us-east-1"
    )

    def run(command):
        done = subprocess.run(
            [awspub, command, "config.yaml"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=240
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    made = run("create")
    public, temporary = f"{bucket}-public", f"{bucket}-temporary"
    assert set(made["images"][public]) == {"us-east-1", "eu-central-1"}
    assert set(made["images"][temporary]) == {"us-east-1"}
    assert made["images-by-group"]["stable"][public] == made["images"][public]
    assert run("create") == made
    assert run("list") == made

    run("publish")
    for region, image in made["images"][public].items():
        found = client("ec2", region).describe_images(ImageIds=[image])["Images"][0]
        assert found["Public"] and found["TpmSupport"] == "v2.0" and {"Key": "colour", "Value": "red"} in found["Tags"]
        snapshot = found["BlockDeviceMappings"][0]["Ebs"]["SnapshotId"]
        permissions = client("ec2", region).describe_snapshot_attribute(SnapshotId=snapshot, Attribute="createVolumePermission")
        assert {"Group": "all"} in permissions["CreateVolumePermissions"]
        assert {"UserId": "210987654321"} in permissions["CreateVolumePermissions"]
        assert client("ssm", region).get_parameter(Name=f"/{bucket}/public")["Parameter"]["Value"] == image
    state = page("/_sandbox/state")
    messages = state["sns"][f"arn:aws:sns:us-east-1:{ACCOUNT}:{bucket}"]["messages"]
    assert [m["subject"] for m in messages] == ["New image"]
    assert [s["changes"][0]["Entity"]["Identifier"] for s in state["marketplace"]["changeSets"]].count(bucket) == 1

    run("cleanup")
    left = client("ec2").describe_images(Owners=["self"], Filters=[{"Name": "name", "Values": [f"{bucket}-*"]}])["Images"]
    assert [i["Name"] for i in left] == [public]
