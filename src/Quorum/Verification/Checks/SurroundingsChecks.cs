using Quorum.Smoke;

namespace Quorum.Verification.Checks;

public sealed class SubnetsAreRoutable : VerifyCheck
{
    public override string Name => "subnets-routable";

    public override string Group => "network";

    public override string Remedy => "./build.sh ProvisionInfra makes the route and its NAT gateway again; without a way out the agent reaches neither ECS nor ECR";

    public override Finding Judge(VerifyFacts facts) => facts.Routes.Judge(routes => Finding.Of(
        [
            .. routes.Where(route => route.Target.Length == 0).Select(route => $"{route.SubnetId} has no route for 0.0.0.0/0"),
            .. routes.Where(route => route.Target.Length > 0 && route.State != "active").Select(route => $"{route.SubnetId} goes out by {route.Target}, which is a {route.State}"),
        ],
        $"{routes.Count} subnets go out by {string.Join(", ", routes.Select(route => route.Target).Distinct())}"));
}

public sealed class BastionIsConnected : VerifyCheck
{
    public override string Name => "bastion";

    public override string Group => "network";

    public override string Remedy => "ClusterAccess = ssm and Connect go through it: start the instance, or ./build.sh ProvisionInfra makes another";

    public override Finding Judge(VerifyFacts facts) => facts.Bastion.Judge(bastion => (bastion.PingStatus, bastion.Needed) switch
    {
        ("Online", _) => Finding.Pass($"{bastion.InstanceId} is Online"),
        (_, true) => Finding.Fail($"{bastion.InstanceId} is {bastion.PingStatus} to Systems Manager"),
        _ => Finding.Skip($"{bastion.InstanceId} is {bastion.PingStatus}; ClusterAccess = direct does without it"),
    });
}

public sealed class ServiceLinkedRoleExists : VerifyCheck
{
    public override string Name => "service-linked-role";

    public override string Group => "account";

    public override string Remedy => "aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com";

    public override Finding Judge(VerifyFacts facts) => facts.ServiceLinkedRole.Judge(seen => Finding.Pass(seen));
}

public sealed class QuotasAreEnough : VerifyCheck
{
    public override string Name => "quotas";

    public override string Group => "account";

    public override string Remedy => "Ask for more in Service Quotas (EC2, Running On-Demand Standard instances, in vCPU)";

    public override Finding Judge(VerifyFacts facts) => facts.Quotas.Judge(seen => Finding.Pass(seen));
}

public sealed class VersionStepIsAllowed : VerifyCheck
{
    public override string Name => "version-step";

    public override string Group => "cluster";

    public override string Remedy => "Choose a version that the running one can be upgraded to (images/known-versions.json says why each is refused)";

    public override Finding Judge(VerifyFacts facts) => facts.Upgrade.Judge(step => Finding.Pass(step));
}

public sealed class RepositoryIsVerified : VerifyCheck
{
    public override string Name => "snapshot-repository";

    public override string Group => "cluster";

    public override string Remedy => "POST /_snapshot/<repository>/_verify names the node that cannot reach it; on AWS the task role reads and writes the bucket (infra/Components/Access.cs)";

    public override Finding Judge(VerifyFacts facts) => facts.Repositories.Judge(repositories =>
        repositories.Count == 0 ? Finding.Skip("no snapshot repository is registered") : Finding.Pass($"every node reads and writes {string.Join(", ", repositories)}"));
}
