using System.Text.Json;

namespace Build.Tests.Workflows;

/// <summary>The workflows as they are break no rule; each rule finds its spoiled copy, and none is content with having read nothing.</summary>
public sealed class WorkflowTests
{
    private const string Checkout = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1";

    public static TheoryData<string> Rules => [.. WorkflowRules.Names];

    [Theory]
    [MemberData(nameof(Rules))]
    public void Workflows_AsTheyAre_BreakNoRule(string rule) => Assert.Empty(new WorkflowRules(Files(), Targets()).Problems(rule));

    [Theory]
    [InlineData("TargetsExist", "ci.yml", "./build.sh Test", "./build.sh Tset")]
    [InlineData("TargetsExist", "nightly.yml", "./build.sh Smoke", "./build.sh Smoke Rehears")]
    [InlineData("TargetsAreReached", "ci.yml", "./build.sh Plan", "./build.sh Test")]
    [InlineData("TargetsAreReached", "deploy-environment.yml", "./build.sh Deploy", "./build.sh Status")]
    [InlineData("TargetsAreReached", "deploy-environment.yml", "./build.sh RefreshInstances", "./build.sh Status")]
    [InlineData("TargetsAreReached", "nightly.yml", "./build.sh RestoreDrill", "./build.sh Snapshot")]
    [InlineData("TargetsAreReached", "refresh.yml", "./build.sh PinAmi", "./build.sh PinBaseImage")]
    [InlineData("AmisOfDeployedProfilesAreRefreshed", "refresh.yml", "profile: prod", "profile: another")]
    [InlineData("AmisOfDeployedProfilesAreRefreshed", "refresh.yml", "profile: [staging, prod]", "profile: [prod]")]
    [InlineData("AmisOfDeployedProfilesAreRefreshed", "refresh.yml", "needs: ami", "needs: base-image")]
    [InlineData("AmisOfDeployedProfilesAreRefreshed", "deploy.yml", "profile: prod", "profile: another")]
    [InlineData("ActionsArePinned", "ci.yml", Checkout, "actions/checkout@v7")]
    [InlineData("ActionsArePinned", "ci.yml", Checkout, "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1")]
    [InlineData("ActionsArePinned", "ci.yml", Checkout, "actions/checkout@3d3c42e # v7.0.1")]
    [InlineData("ActionsArePinned", "ci.yml", "docker://rhysd/actionlint@sha256:b1934ee5f1c509618f2508e6eb47ee0d3520686341fec936f3b79331f9315667", "docker://rhysd/actionlint:1.7.12")]
    [InlineData("ActionsArePinned", "deploy.yml", "./.github/workflows/deploy-environment.yml", "./.github/workflows/deploy-elsewhere.yml")]
    [InlineData("ActionsAreTheSameEverywhere", "nightly.yml", "3d3c42e5aac5ba805825da76410c181273ba90b1", "3d3c42e5aac5ba805825da76410c181273ba90b2")]
    [InlineData("ActionsAreTheSameEverywhere", "ci.yml", Checkout, "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.0")]
    [InlineData("NothingIsPermittedAbove", "ci.yml", "permissions: {}", "permissions: read-all")]
    [InlineData("NothingIsPermittedAbove", "ci.yml", "permissions: {}", "")]
    [InlineData("PermissionsAreMinimal", "ci.yml", "contents: read", "contents: write")]
    [InlineData("PermissionsAreMinimal", "nightly.yml", "issues: write", "issues: write\n      packages: write")]
    [InlineData("PermissionsAreMinimal", "deploy-environment.yml", "id-token: write", "id-token: read")]
    [InlineData("PermissionsAreMinimal", "nightly.yml", "      issues: write # one issue while a check fails, closed when it recovers\n", "")]
    [InlineData("PermissionsAreMinimal", "ci.yml", "  plan:\n", "  another:\n")]
    [InlineData("PermissionsAreMinimal", "refresh.yml", "    permissions:\n      contents: write # to push the branch of the pull request\n      pull-requests: write # to open it\n", "")]
    [InlineData("PermissionsAreMinimal", "refresh.yml", "contents: read # to check the code out\n      id-token: write", "contents: write\n      id-token: write")]
    [InlineData("CheckoutKeepsNoCredentials", "ci.yml", "persist-credentials: false", "persist-credentials: true")]
    [InlineData("CheckoutKeepsNoCredentials", "ci.yml", "        with:\n          persist-credentials: false\n", "")]
    [InlineData("RunsHaveNoExpressions", "deploy-environment.yml", "\"$PROFILE\"", "${{ inputs.profile }}")]
    [InlineData("RunsAreOneLine", "nightly.yml", "run: .github/scripts/nightly-issue.sh", "run: gh issue create")]
    [InlineData("RunsAreOneLine", "nightly.yml", ".github/scripts/nightly-issue.sh", ".github/scripts/missing.sh")]
    [InlineData("RunsAreOneLine", "ci.yml", "./build.sh Plan", "./build.sh Plan && rm -rf x")]
    [InlineData("RollsAreNeverCut", "deploy-environment.yml", "cancel-in-progress: false", "cancel-in-progress: true")]
    [InlineData("RollsAreNeverCut", "deploy-environment.yml", "      cancel-in-progress: false # never cut a roll in half\n", "")]
    [InlineData("RollsAreNeverCut", "deploy-environment.yml", "timeout-minutes: 350", "timeout-minutes: 60")]
    [InlineData("JobsEnd", "ci.yml", "    timeout-minutes: 20\n", "")]
    [InlineData("SchedulesAreOffTheHour", "nightly.yml", "17 3 * * *", "0 3 * * *")]
    [InlineData("SchedulesAreOffTheHour", "nightly.yml", "  workflow_dispatch:\n", "  push:\n")]
    [InlineData("RolesAreAssumedByOidc", "nightly.yml", "          allowed-account-ids: ${{ vars.AWS_ACCOUNT_ID }}\n", "")]
    [InlineData("RolesAreAssumedByOidc", "nightly.yml", "role-to-assume: ${{ vars.NIGHTLY_ROLE_ARN }}", "aws-access-key-id: ${{ secrets.KEY }}")]
    [InlineData("RolesAreAssumedByOidc", "deploy-environment.yml", "    environment: ${{ inputs.environment }}\n", "")]
    [InlineData("RolesAreAssumedByOidc", "refresh.yml", "    environment: ${{ matrix.environment }}\n", "")]
    [InlineData("ForksGetNothing", "ci.yml", "pull_request:", "pull_request_target:")]
    [InlineData("DependabotWaits", "../dependabot.yml", "default-days: 5", "default-days: 0")]
    [InlineData("DependabotWaits", "../dependabot.yml", "    cooldown:\n      default-days: 5\n", "")]
    [InlineData("DependabotWaits", "../dependabot.yml", "package-ecosystem: nuget", "package-ecosystem: npm")]
    public void Rule_OnASpoiledCopy_FindsIt(string rule, string file, string right, string wrong)
    {
        var files = Files();
        var path = file.StartsWith("../", StringComparison.Ordinal) ? ".github/" + file[3..] : ".github/workflows/" + file;
        Assert.Contains(right, files[path], StringComparison.Ordinal);
        files[path] = files[path].Replace(right, wrong, StringComparison.Ordinal);

        var problems = new WorkflowRules(files, Targets()).Problems(rule);

        Assert.NotEmpty(problems);
        Assert.DoesNotContain("read nothing", problems);
    }

    [Fact]
    public void Rules_AreAllProvenToFail() =>
        Assert.Equal(WorkflowRules.Names, typeof(WorkflowTests).GetMethod(nameof(Rule_OnASpoiledCopy_FindsIt))!.GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Select(x => (string)((InlineDataAttribute)x).Data[0]!).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_ThatReadNothing_Fails(string rule) => Assert.NotEmpty(new WorkflowRules(new Dictionary<string, string>(), new HashSet<string>()).Problems(rule));

    /// <summary>What the workflows and their rules are made of.</summary>
    internal static Dictionary<string, string> Files()
    {
        var folder = Path.Combine(ProcessRun.Repository, ".github");
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(x => Path.GetRelativePath(ProcessRun.Repository, x).Replace('\\', '/'), x => File.ReadAllText(x).ReplaceLineEndings("\n"));
    }

    /// <summary>The engine writes this file anew at each run; the approved --help is compared with it elsewhere.</summary>
    internal static HashSet<string> Targets()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(ProcessRun.Repository, ".nuke", "build.schema.json")));
        return [.. schema.RootElement.GetProperty("definitions").GetProperty("ExecutableTarget").GetProperty("enum").EnumerateArray().Select(x => x.GetString()!)];
    }
}
