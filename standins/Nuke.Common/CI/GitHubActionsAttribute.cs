using Nuke.Common.Tooling;

namespace Nuke.Common.CI.GitHubActions;

public enum GitHubActionsImage
{
    [EnumValue("windows-2022")] WindowsServer2022,
    [EnumValue("windows-2019")] WindowsServer2019,
    [EnumValue("ubuntu-24.04")] Ubuntu2404,
    [EnumValue("ubuntu-22.04")] Ubuntu2204,
    [EnumValue("ubuntu-20.04")] Ubuntu2004,
    [EnumValue("ubuntu-18.04")] Ubuntu1804,
    [EnumValue("macos-14")] MacOs14,
    [EnumValue("macos-12")] MacOs12,
    [EnumValue("macos-11")] MacOs11,
    [EnumValue("macos-10.15")] MacOs1015,
    [EnumValue("windows-latest")] WindowsLatest,
    [EnumValue("ubuntu-latest")] UbuntuLatest,
    [EnumValue("macos-latest")] MacOsLatest,
    [EnumValue("self-hosted")] SelfHosted,
}

public enum GitHubActionsTrigger
{
    [EnumValue("push")] Push,
    [EnumValue("pull_request")] PullRequest,
    [EnumValue("workflow_dispatch")] WorkflowDispatch,
}

public enum GitHubActionsPermissions
{
    Actions,
    Checks,
    Contents,
    Deployments,
    IdToken,
    Issues,
    Discussions,
    Packages,
    Pages,
    PullRequests,
    RepositoryProjects,
    SecurityEvents,
    Statuses,
}

/// <summary>A workflow of this build. Generating the file is left out of this subset: a local run refuses unless AutoGenerate is false.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public class GitHubActionsAttribute : ConfigurationAttributeBase
{
    public GitHubActionsAttribute(string name, GitHubActionsImage image, params GitHubActionsImage[] images)
    {
    }

    public GitHubActionsTrigger[] On { get; set; } = [];

    public string[] OnPushBranches { get; set; } = [];

    public string[] OnPushBranchesIgnore { get; set; } = [];

    public string[] OnPushTags { get; set; } = [];

    public string[] OnPushTagsIgnore { get; set; } = [];

    public string[] OnPushIncludePaths { get; set; } = [];

    public string[] OnPushExcludePaths { get; set; } = [];

    public string[] OnPullRequestBranches { get; set; } = [];

    public string[] OnPullRequestTags { get; set; } = [];

    public string[] OnPullRequestIncludePaths { get; set; } = [];

    public string[] OnPullRequestExcludePaths { get; set; } = [];

    public string[] OnWorkflowDispatchOptionalInputs { get; set; } = [];

    public string[] OnWorkflowDispatchRequiredInputs { get; set; } = [];

    public string OnCronSchedule { get; set; }

    public string[] InvokedTargets { get; set; } = [];

    public string[] ImportSecrets { get; set; } = [];

    public bool EnableGitHubToken { get; set; }

    public GitHubActionsPermissions[] WritePermissions { get; set; } = [];

    public GitHubActionsPermissions[] ReadPermissions { get; set; } = [];

    public string[] CacheIncludePatterns { get; set; } = [];

    public string[] CacheExcludePatterns { get; set; } = [];

    public string[] CacheKeyFiles { get; set; } = [];

    public bool PublishArtifacts { get; set; } = true;

    public string PublishCondition { get; set; }

    public int TimeoutMinutes { get; set; }

    public string EnvironmentName { get; set; }

    public string EnvironmentUrl { get; set; }

    public string ConcurrencyGroup { get; set; }

    public bool ConcurrencyCancelInProgress { get; set; }
}
