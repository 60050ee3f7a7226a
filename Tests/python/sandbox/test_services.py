import json
import time

import boto3
import botocore
import botocore.config
import pytest
from conftest import ACCOUNT, ENDPOINT, KEY, client, code, until


def test_parameters(image, name):
    ssm = client("ssm")
    path = f"/{name}/image"
    image_type = dict(Type="String", DataType="aws:ec2:image")
    assert ssm.put_parameter(Name=path, Value=image, Tags=[{"Key": "a", "Value": "1"}], **image_type)["Version"] == 1
    assert code(ssm.put_parameter, Name=path, Value=image, **image_type) == "ParameterAlreadyExists"
    assert ssm.put_parameter(Name=path, Value=image, Overwrite=True, **image_type)["Version"] == 2
    assert ssm.get_parameter(Name=path)["Parameter"]["Value"] == image
    assert ssm.get_parameter(Name=path)["Parameter"]["DataType"] == "aws:ec2:image"
    answer = ssm.get_parameters(Names=[path, "/missing"])
    assert ([p["Name"] for p in answer["Parameters"]], answer["InvalidParameters"]) == ([path], ["/missing"])
    assert [p["Name"] for p in ssm.get_parameters_by_path(Path=f"/{name}")["Parameters"]] == [path]
    ssm.add_tags_to_resource(ResourceType="Parameter", ResourceId=path, Tags=[{"Key": "b", "Value": "2"}])
    ssm.remove_tags_from_resource(ResourceType="Parameter", ResourceId=path, TagKeys=["a"])
    assert ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=path)["TagList"] == [{"Key": "b", "Value": "2"}]
    named = dict(ResourceType="Parameter", ResourceId=path)
    assert code(ssm.add_tags_to_resource, Tags=[{"Key": "c", "Value": "1 & 2"}], **named) == "ValidationException"
    many = [{"Key": str(number), "Value": ""} for number in range(50)]
    assert code(ssm.add_tags_to_resource, Tags=many, **named) == "TooManyTagsError"
    assert code(ssm.put_parameter, Name=path, Value=image, Overwrite=True, Tags=many[:1], **image_type) == "ValidationException"
    assert code(ssm.put_parameter, Name=path + "2", Value="ami-00000000", **image_type) == "ValidationException"
    assert code(ssm.put_parameter, Name="/aws/x", Value="1", Type="String") == "ValidationException"
    ssm.delete_parameter(Name=path)
    assert code(ssm.get_parameter, Name=path) == "ParameterNotFound"
    ssm.put_parameter(Name=path, Value="1", Type="String")
    assert ssm.delete_parameters(Names=[path, "/missing"])["DeletedParameters"] == [path]


def test_notifications(name):
    sns = client("sns", "eu-central-1")
    arn = sns.create_topic(Name=name)["TopicArn"]
    assert arn == f"arn:aws:sns:eu-central-1:{ACCOUNT}:{name}"
    assert arn in [t["TopicArn"] for t in sns.list_topics()["Topics"]]
    assert sns.get_topic_attributes(TopicArn=arn)["Attributes"]["TopicArn"] == arn
    message = json.dumps({"default": "hello"})
    assert sns.publish(TopicArn=arn, Message=message, Subject="news", MessageStructure="json")["MessageId"]
    assert code(sns.publish, TopicArn=arn, Message="{}", MessageStructure="json") == "InvalidParameter"
    assert code(sns.publish, TopicArn=arn + "x", Message="x") == "NotFound"
    sns.delete_topic(TopicArn=arn)
    assert code(sns.publish, TopicArn=arn, Message="x") == "NotFound"


def test_identity_and_roles():
    sts = client("sts")
    assert sts.get_caller_identity()["Account"] == ACCOUNT
    role = "arn:aws:iam::210987654321:role/publisher"
    given = sts.assume_role(RoleArn=role, RoleSessionName="tests")["Credentials"]
    named = dict(key=given["AccessKeyId"], secret=given["SecretAccessKey"])
    assumed = client("sts", token=given["SessionToken"], **named).get_caller_identity()
    assert assumed["Account"] == "210987654321" and assumed["Arn"].endswith("assumed-role/publisher/tests")
    assert code(client("sts", token="wrong", **named).get_caller_identity) == "InvalidClientTokenId"
    unsigned = boto3.client(
        "sts", region_name="us-east-1", endpoint_url=ENDPOINT, config=botocore.config.Config(signature_version=botocore.UNSIGNED)
    )
    web = unsigned.assume_role_with_web_identity(RoleArn=role, RoleSessionName="web", WebIdentityToken="token")
    assert web["Credentials"]["SessionToken"]
    assert code(unsigned.get_caller_identity) == "MissingAuthenticationToken"


def test_roles():
    iam = client("iam")
    role = iam.get_role(RoleName="vmimport")["Role"]
    assert role["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/vmimport"
    assert role["AssumeRolePolicyDocument"]["Statement"] == [
        {"Effect": "Allow", "Principal": {"Service": "vmie.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]
    assert code(iam.get_role, RoleName="missing") == "NoSuchEntity"


def test_quotas():
    quotas = client("service-quotas", "eu-west-1")
    named = dict(ServiceCode="ec2", QuotaCode="L-0E3CBAB9")
    quota = quotas.get_service_quota(**named)["Quota"]
    assert (quota["QuotaName"], quota["Value"], quota["Adjustable"]) == ("Public AMIs", 1000.0, True)
    assert quotas.get_aws_default_service_quota(**named)["Quota"]["Value"] == 1000.0
    assert code(quotas.get_service_quota, ServiceCode="ec2", QuotaCode="L-00000000") == "NoSuchResourceException"
    assert code(quotas.get_service_quota, ServiceCode="ec3", QuotaCode="L-0E3CBAB9") == "NoSuchResourceException"


def test_marketplace(name):
    catalog = client("marketplace-catalog")
    change = {
        "ChangeType": "AddDeliveryOptions",
        "Entity": {"Type": "AmiProduct@1.0", "Identifier": name},
        "DetailsDocument": {"Version": {"VersionTitle": "one", "ReleaseNotes": "none"}, "DeliveryOptions": []},
    }
    assert catalog.describe_entity(Catalog="AWSMarketplace", EntityId=name)["DetailsDocument"]["Versions"] == []
    named = dict(Catalog="AWSMarketplace", ChangeSet=[change], ChangeSetName="New version")
    token = name + "-token"
    first = catalog.start_change_set(ClientRequestToken=token, **named)["ChangeSetId"]
    assert catalog.start_change_set(ClientRequestToken=token, **named)["ChangeSetId"] == first
    assert code(catalog.start_change_set, **named) == "ResourceInUseException"
    filters = [{"Name": "EntityId", "ValueList": [name]}]
    listed = catalog.list_change_sets(Catalog="AWSMarketplace", FilterList=filters)["ChangeSetSummaryList"]
    assert [s["ChangeSetId"] for s in listed] == [first]
    until(lambda: catalog.describe_change_set(Catalog="AWSMarketplace", ChangeSetId=first)["Status"] == "SUCCEEDED")
    versions = catalog.describe_entity(Catalog="AWSMarketplace", EntityId=name)["DetailsDocument"]["Versions"]
    assert [v["VersionTitle"] for v in versions] == ["one"]
    assert code(catalog.describe_change_set, Catalog="AWSMarketplace", ChangeSetId="nothing") == "ResourceNotFoundException"


@pytest.mark.parametrize(
    "service, action, wrong_key, wrong_secret",
    [
        ("ec2", "describe_regions", "AuthFailure", "SignatureDoesNotMatch"),
        ("s3", "list_buckets", "InvalidAccessKeyId", "SignatureDoesNotMatch"),
        ("sts", "get_caller_identity", "InvalidClientTokenId", "SignatureDoesNotMatch"),
        ("sns", "list_topics", "InvalidClientTokenId", "SignatureDoesNotMatch"),
        ("iam", "list_roles", "InvalidClientTokenId", "SignatureDoesNotMatch"),
        ("service-quotas", "list_services", "UnrecognizedClientException", "InvalidSignatureException"),
        ("ssm", "describe_parameters", "UnrecognizedClientException", "InvalidSignatureException"),
    ],
)
def test_signatures_are_checked(service, action, wrong_key, wrong_secret):
    assert code(getattr(client(service, key="AKIAUNKNOWN000000000"), action)) == wrong_key
    assert code(getattr(client(service, key=KEY, secret="wrong"), action)) == wrong_secret
