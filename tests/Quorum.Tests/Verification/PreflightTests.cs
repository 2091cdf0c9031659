using System.Collections.Immutable;
using Quorum.Pipeline;
using Quorum.Rollout;
using Quorum.Tests.Rollout;
using Quorum.Verification;

namespace Quorum.Tests.Verification;

public sealed class PreflightTests
{
    private static readonly VerifyFacts Broken = VerifyFacts.Unread("not asked") with
    {
        AccountId = "000000000000",
        Caller = Fact<string>.Of("999999999999"),
        RoleSession = Fact<string>.Of("arn"),
        Secrets = Fact<IReadOnlyList<SecretFact>>.Of([new("/q/key", "KEY of es-a1", false, false)]),
        LogStream = Fact<string>.Failed("ResourceNotFoundException: no log group"),
    };

    private readonly List<StageProgress> said = [];

    private KeyValuePair<string, string> Require(VerifyFacts facts, IReadOnlyList<string> names, params string[] skipped) =>
        Preflight.Require(facts, names, [.. skipped], new SynchronousProgress<StageProgress>(said.Add));

    [Fact]
    public void Roll_TwoConditionsDoNotHold_NamesBothWithRemedyAndTheWayAroundThem()
    {
        var e = Assert.Throws<StageException>(() => Require(Broken, Preflight.BeforeTheRoll));
        Assert.Contains("secrets: /q/key (KEY of es-a1) does not exist", e.Message);
        Assert.Contains("log-stream: ResourceNotFoundException", e.Message);
        Assert.DoesNotContain("account", e.Message);
        Assert.Contains("./build.sh ProvisionInfra", e.WayOut);
        Assert.Contains("--skip-rules secrets+log-stream", e.WayOut);
        Assert.Contains(said, step => step is { Item: "secrets", State: "[NG]" });
    }

    [Fact]
    public void Roll_TheTwoLeftOutByName_GoesOnAndSaysSo()
    {
        var fact = Require(Broken, Preflight.BeforeTheRoll, "secrets", "log-stream");
        Assert.Equal("hold: execution-role; not checked: image, kms-key, bastion; left out by name: secrets, log-stream", fact.Value);
        Assert.DoesNotContain(said, step => step.Item == "secrets");
    }

    [Fact]
    public void FirstChange_WithCredentialsOfAnotherAccount_IsRefused()
    {
        Assert.Contains("999999999999, DeployAccount is 000000000000", Assert.Throws<StageException>(() => Require(Broken, Preflight.BeforeTheFirstChange)).Message);
        Assert.Equal("hold: account", Require(Broken with { Caller = Fact<string>.Of("000000000000") }, Preflight.BeforeTheFirstChange).Value);
    }

    [Fact]
    public void Names_OfThePreflight_AreChecksAndKnownToSkipRules()
    {
        Assert.Empty(Preflight.Names.Except(VerifyChecks.All.Select(check => check.Name)));
        var settings = TaskDefinitionTests.Settings() with { SkipRules = [.. Preflight.Names] };
        Assert.Equal(Preflight.Names.Order(StringComparer.Ordinal), RollPolicies.For(settings).SkipRules.Order(StringComparer.Ordinal));
        Assert.Throws<InputException>(() => RollPolicies.For(settings with { SkipRules = ["subnets-routable"] }));
    }
}
