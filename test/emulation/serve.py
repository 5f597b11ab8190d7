"""moto's server, whose CloudFormation also takes in the types of this app that moto does not know. Of those it resolves
every property and makes nothing but a name and an ARN."""

import sys

from moto.core.common_models import CloudFormationModel
from moto.server import main

# Type, the property that names it, and its ARN.
TYPES = [
    ("AWS::S3::BucketPolicy", "", ""),
    ("AWS::SNS::TopicPolicy", "", ""),
    ("AWS::SNS::Subscription", "", ""),
    ("AWS::SQS::QueuePolicy", "", ""),
    ("AWS::CloudWatch::Alarm", "AlarmName", "cloudwatch:{region}:{account}:alarm:{name}"),
    ("AWS::CloudTrail::Trail", "TrailName", "cloudtrail:{region}:{account}:trail/{name}"),
    ("AWS::Logs::MetricFilter", "FilterName", ""),
    ("AWS::Logs::QueryDefinition", "", ""),
    ("AWS::Config::ConfigRule", "ConfigRuleName", "config:{region}:{account}:config-rule/{name}"),
    ("AWS::Config::RemediationConfiguration", "", ""),
    ("AWS::Organizations::Policy", "", ""),
    ("AWS::Lambda::EventInvokeConfig", "", ""),
    ("AWS::Scheduler::ScheduleGroup", "Name", "scheduler:{region}:{account}:schedule-group/{name}"),
    ("AWS::Scheduler::Schedule", "Name", "scheduler:{region}:{account}:schedule/{name}"),
]


def model(type_name: str, name_property: str, arn: str) -> type:
    class Model(CloudFormationModel):
        # moto takes the second part of it for the name of a service.
        __module__ = "moto.more.models"

        def __init__(self, name: str, account: str, region: str) -> None:
            self.physical_resource_id = name
            self.arn = "arn:aws:" + arn.format(name=name, account=account, region=region)

        @staticmethod
        def cloudformation_name_type() -> str:
            return name_property

        @staticmethod
        def cloudformation_type() -> str:
            return type_name

        @classmethod
        def has_cfn_attr(cls, attr: str) -> bool:
            return attr == "Arn" and arn != ""

        def get_cfn_attribute(self, attribute_name: str) -> str:
            return self.arn

        @classmethod
        def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
            return cls(resource_name, account_id, region_name)

        def is_created(self) -> bool:
            return True

    return Model


# moto finds them among the subclasses.
MODELS = [model(*row) for row in TYPES]

if __name__ == "__main__":
    main(["-H", "127.0.0.1", "-p", sys.argv[1]])
