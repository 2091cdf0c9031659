using Pulumi;
using Pulumi.Aws.Iam;

namespace Quorum.Infra.Components;

/// <summary>
/// GitHub's workflows without stored keys: a deploy role for one environment of one repository, and a role for the nightly smoke test that changes
/// nothing. Trust names the subject in both of GitHub's forms: the immutable one (owner and repository with their ids), and the one by names, which GitHub
/// gives to older repositories only. A name given up and taken by somebody else is no way in: a new repository's subject is always the immutable one.
/// </summary>
public sealed class GitHubTrust : Part
{
    private const string Issuer = "token.actions.githubusercontent.com";

    /// <summary>GitHub environment of nightly.yml: a job with an environment has it, and not the branch, in its subject.</summary>
    private const string NightlyEnvironment = "nightly";

    public GitHubTrust(InfraConfig config, Access access, Resource parent) : base("GitHubTrust", "github", config, parent)
    {
        Output<string> provider = Output.Create($"arn:aws:iam::{config.AccountId}:oidc-provider/{Issuer}");
        if (config.CreateGitHubProvider)
            provider = new OpenIdConnectProvider("github-provider", new()
            {
                Url = $"https://{Issuer}", ClientIdLists = "sts.amazonaws.com", Tags = Tags("github-provider"),
            }, Child).Arn;
        DeployRole = AddRole("deploy", provider, [$"environment:{config.GitHubEnvironment}"], "GitHub's deploy workflow");
        AddPolicy("deploy", DeployRole, Output.Tuple(access.ExecutionRole.Arn, access.TaskRole.Arn).Apply(roles => DeployPolicies.Deploy(config, roles.Item1, roles.Item2)));
        AddManagedPolicy("provision-ec2", DeployRole, "ProvisionInfra: network, machines, volumes, key", DeployPolicies.ProvisionEc2(config));
        AddManagedPolicy("provision-named", DeployRole, "ProvisionInfra: what carries the cluster's name", DeployPolicies.ProvisionNamed(config));
        AddManagedPolicy("provision-roles", DeployRole, "ProvisionInfra: roles of the cluster", DeployPolicies.ProvisionRoles(config));
        // The deploy environment as well: it gives refresh.yml its region, and who may take the deploy role gains nothing by one that only reads.
        NightlyRole = AddRole("nightly", provider, [$"environment:{NightlyEnvironment}", $"ref:refs/heads/{config.GitHubBranch}", $"environment:{config.GitHubEnvironment}"], "GitHub's nightly smoke test: changes nothing");
        AddPolicy("nightly", NightlyRole, Output.Create(DeployPolicies.Nightly(config)));
        RegisterOutputs();
    }

    public Role DeployRole { get; }

    public Role NightlyRole { get; }

    private Role AddRole(string name, Output<string> provider, IReadOnlyList<string> subjects, string description) => new($"role-{name}", new()
    {
        Name = Config.RoleName(name),
        Description = description,
        AssumeRolePolicy = provider.Apply(arn => Policy.Document(new Statement(["sts:AssumeRoleWithWebIdentity"], [])
        {
            Principal = ("Federated", arn),
            Conditions = Policy.When(
                ("StringEquals", $"{Issuer}:aud", ["sts.amazonaws.com"]),
                ("StringEquals", $"{Issuer}:sub", [.. subjects.SelectMany(subject => new[] { $"repo:{Config.GitHubRepository}:{subject}", $"repo:{ByName(Config.GitHubRepository)}:{subject}" })])),
        })),
        Tags = Tags($"role-{name}"),
    }, Child);

    // owner@1/name@2 → owner/name
    private static string ByName(string immutable) => string.Join('/', immutable.Split('/').Select(part => part.Split('@')[0]));

    private void AddPolicy(string name, Role role, Output<string> document) =>
        _ = new RolePolicy($"policy-{name}", new() { Name = name, Role = role.Name, Policy = document }, Child);

    private void AddManagedPolicy(string name, Role role, string description, string document)
    {
        var policy = new Pulumi.Aws.Iam.Policy($"policy-{name}", new()
        {
            Name = Config.RoleName(name), Description = description, PolicyDocument = document, Tags = Tags($"policy-{name}"),
        }, Child);
        _ = new RolePolicyAttachment($"policy-{name}-attached", new() { Role = role.Name, PolicyArn = policy.Arn }, Child);
    }
}
