"""What the tests of the sandbox share. SANDBOX_ENDPOINT says where it listens."""

import json
import os
import time
import urllib.request
import uuid

import boto3
import botocore.config
import pytest

ENDPOINT = os.environ["SANDBOX_ENDPOINT"]
KEY = "AKIASANDBOXEXAMPLE00"
SECRET = "sandbox/secret/key/for/tests/only/000000"
ACCOUNT = "123456789012"


def client(service, region="us-east-1", key=KEY, secret=SECRET, token=None, **config):
    config.setdefault("retries", {"max_attempts": 0})
    return boto3.client(
        service,
        region_name=region,
        endpoint_url=ENDPOINT,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        aws_session_token=token,
        config=botocore.config.Config(**config),
    )


def page(path, method="GET", body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(ENDPOINT + path, data=data, method=method)) as answer:
        text = answer.read()
        return json.loads(text) if text else None


def until(condition, seconds=20):
    end = time.time() + seconds
    while time.time() < end:
        if value := condition():
            return value
        time.sleep(0.05)
    raise AssertionError("waited in vain")


@pytest.fixture
def name():
    return f"test-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def ec2():
    return client("ec2")


@pytest.fixture
def s3():
    return client("s3")


@pytest.fixture
def bucket(s3, name):
    s3.create_bucket(Bucket=name)
    return name


@pytest.fixture
def snapshot(ec2, s3, bucket):
    """A snapshot that was imported from an object."""
    s3.put_object(Bucket=bucket, Key="disk", Body=b"\0" * 1024)
    task = ec2.import_snapshot(DiskContainer={"Format": "raw", "UserBucket": {"S3Bucket": bucket, "S3Key": "disk"}})
    ec2.get_waiter("snapshot_imported").wait(ImportTaskIds=[task["ImportTaskId"]], WaiterConfig={"Delay": 1})
    tasks = ec2.describe_import_snapshot_tasks(ImportTaskIds=[task["ImportTaskId"]])["ImportSnapshotTasks"]
    return tasks[0]["SnapshotTaskDetail"]["SnapshotId"]


@pytest.fixture
def image(ec2, snapshot, name):
    return register(ec2, snapshot, name)


def register(ec2, snapshot, name, **more):
    return ec2.register_image(
        Name=name,
        Description="of the tests",
        Architecture="x86_64",
        RootDeviceName="/dev/sda1",
        VirtualizationType="hvm",
        EnaSupport=True,
        SriovNetSupport="simple",
        BootMode="uefi-preferred",
        BlockDeviceMappings=[{"DeviceName": "/dev/sda1", "Ebs": {"SnapshotId": snapshot, "VolumeType": "gp3", "VolumeSize": 8}}],
        **more,
    )["ImageId"]


def code(call, *arguments, **named):
    """The error code that a call is answered with."""
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call(*arguments, **named)
    return caught.value.response["Error"]["Code"]
