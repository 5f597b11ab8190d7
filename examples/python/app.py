from aws_cdk import App
from cdk_organization_trail import OrganizationTrailStacks, TrailIdentity, TrailPrincipals

app = App()

OrganizationTrailStacks(app, "OrganizationTrail",
    trail=TrailIdentity.organization(
        organization_id="o-exampleorgid",
        management_account_id="111111111111",
        log_archive_account_id="222222222222",
        home_region="us-east-1",
        principals=TrailPrincipals(break_glass_role_arns=["arn:aws:iam::222222222222:role/break-glass"])
    ),
    alarm_emails=["security@example.com"],
    guardrail_target_ids=["r-abcd"]
)

app.synth()
