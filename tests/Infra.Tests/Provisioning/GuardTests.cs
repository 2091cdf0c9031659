using Pulumi.Automation;
using Quorum.Infra;
using Quorum.Pipeline;
using Quorum.Provisioning;

namespace Infra.Tests.Provisioning;

public sealed class GuardTests
{
    public static TheoryData<string> Guarded =>
        ["aws:ebs/volume:Volume", "aws:autoscaling/group:Group", "aws:ec2/instance:Instance", "aws:ecs/cluster:Cluster", "aws:s3/bucket:Bucket", "aws:kms/key:Key", "aws:route53/zone:Zone"];

    [Theory]
    [MemberData(nameof(Guarded))]
    public void Check_GuardedResourceDestroyed_StopsUnlessItsUrnIsNamed(string type)
    {
        var urn = $"urn:pulumi:prod::quorum::quorum:index:Cluster${type}::es-a1";
        foreach (var operation in Enum.GetValues<OperationType>())
        {
            var destroys = operation is OperationType.Delete or OperationType.Replace or OperationType.CreateReplacement or OperationType.DeleteReplaced
                or OperationType.DiscardReplaced or OperationType.ReadDiscard or OperationType.RemovePendingReplace or OperationType.Unknown;
            Assert.Equal(destroys ? 1 : 0, DriftGuard.Check([new(urn, type, operation)], []).Count);
            Assert.Empty(DriftGuard.Check([new(urn, type, operation)], [urn]));
            // Neither the name alone, nor another URN, nor a part of it.
            Assert.Equal(destroys ? 1 : 0, DriftGuard.Check([new(urn, type, operation)], ["es-a1", urn[..^1], urn + "0"]).Count);
        }
    }

    [Fact]
    public void Check_ReplacementInThreeSteps_IsOneFinding()
    {
        const string urn = "urn:pulumi:prod::quorum::aws:ebs/volume:Volume::es-a1-data";
        var finding = Assert.Single(DriftGuard.Check(
            new[] { OperationType.CreateReplacement, OperationType.Replace, OperationType.DeleteReplaced }.Select(operation => new PlannedStep(urn, "aws:ebs/volume:Volume", operation)), []));
        Assert.Contains("es-a1-data", finding.ToString(), StringComparison.Ordinal);
        Assert.Contains(urn, finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_WhatIsNotGuarded_MayGo() =>
        Assert.Empty(DriftGuard.Check([new("urn:x::alarm", "aws:cloudwatch/metricAlarm:MetricAlarm", OperationType.Delete)], []));

    [Theory]
    [InlineData("me", "here", false, true)]
    [InlineData("me", "here", true, false)]
    [InlineData("other", "here", false, false)]
    [InlineData("me", "there", false, false)]
    public void StackLock_IsOwnAndStale_OnlyWhenItsProcessRanHereAndIsGone(string user, string host, bool alive, bool breakable)
    {
        var held = StackLock.Find("error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\n  file:///s/.pulumi/locks/organization/quorum/prod/1f.json: created by me@here (pid 4711) at 2026-11-20T10:00:00Z");
        Assert.NotNull(held);
        Assert.Equal(new StackLock("me", "here", 4711, new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero)), held);
        Assert.Equal(breakable, held.IsOwnAndStale(user, host, pid => pid == 4711 && alive));
    }

    [Fact]
    public void StackLock_MessageWithoutAnOwner_NamesNobody() => Assert.Null(StackLock.Find("[409] Conflict: Another update is currently in progress."));

    [Theory]
    [InlineData("3.149.9")]
    [InlineData("4.0.0")]
    [InlineData("dev")]
    public void CommandCheck_VersionThatDoesNotDo_IsRefusedWithTheRemedy(string version) =>
        Assert.Contains("pulumi version", Assert.Throws<StageException>(() => PulumiCommandCheck.ThrowIfTooOld(version)).WayOut, StringComparison.Ordinal);

    [Theory]
    [InlineData("3.150.0")]
    [InlineData("v3.259.0-alpha.1+abc")]
    public void CommandCheck_VersionThatDoes_Passes(string version) => PulumiCommandCheck.ThrowIfTooOld(version);

    [Fact]
    public void CommandCheck_NotOnThePath_SaysHowToInstallIt() =>
        Assert.Contains("docs/install", Assert.Throws<StageException>(() => PulumiCommandCheck.ThrowIfMissing("/nowhere")).WayOut, StringComparison.Ordinal);

    [Fact]
    public async Task DestroyPlan_NothingNamed_KeepsVolumesBucketAndKeyWithAllTheyNeed()
    {
        var graph = ResourceGraph.Parse(await GraphExport.ExportAsync(Configs.Full, "dev"));
        var plan = DestroyPlan.Of(graph, []);
        Assert.Equal(9 + 1 + 1, plan.KeptNames.Count(name => name.EndsWith("-data", StringComparison.Ordinal) || name is "snapshot-bucket" or "key"));
        Assert.Contains("snapshot-bucket-closed", plan.KeptNames);
        Assert.DoesNotContain("vpc", plan.KeptNames);
        Assert.DoesNotContain("policy-task", plan.KeptNames);
        Assert.Contains(plan.Deleted, urn => urn.EndsWith("::vpc", StringComparison.Ordinal));
        // What stays must not stand on anything that goes.
        foreach (var urn in plan.Kept) Assert.All(graph.ByUrn(urn)!.Dependencies, dependency => Assert.Contains(dependency, plan.Kept));
        Assert.All(plan.Unprotected, urn => Assert.Contains(urn, plan.Deleted));
        Assert.Contains(plan.Unprotected, urn => urn.EndsWith("::dns-zone", StringComparison.Ordinal));
    }

    [Fact]
    public async Task DestroyPlan_OneVolumeNamed_LetsOnlyThatOneGo()
    {
        var plan = DestroyPlan.Of(ResourceGraph.Parse(await GraphExport.ExportAsync(Configs.Small, "dev")), ["es-b1-data"]);
        Assert.Contains(plan.Unprotected, urn => urn.EndsWith("::es-b1-data", StringComparison.Ordinal));
        Assert.DoesNotContain("es-b1-data", plan.KeptNames);
        Assert.Contains("es-a1-data", plan.KeptNames);
    }

    [Fact]
    public async Task DestroyPlan_UnknownName_IsRefused()
    {
        var graph = ResourceGraph.Parse(await GraphExport.ExportAsync(Configs.Small, "dev"));
        Assert.Equal("es-z9-data", Assert.Single(Assert.Throws<InputException>(() => DestroyPlan.Of(graph, ["es-a1-data", "es-z9-data"])).Problems).Value);
    }

    [Theory]
    [InlineData("natGateways")]
    [InlineData("=one")]
    [InlineData("a=1 a=2")]
    [InlineData("refresh=maybe")]
    public void ProvisionOptions_Malformed_AreRefused(string text) => Assert.Throws<InputException>(() => ProvisionOptions.Parse(text));

    [Fact]
    public void ProvisionOptions_AllKinds_AreTold()
    {
        var options = ProvisionOptions.Parse("natGateways=one; kmsKey=own stateBackend=s3://state?region=eu-west-1 secretsProvider=awskms://alias/x?region=eu-west-1 refresh=true allow=urn:a,urn:b");
        Assert.Equal(new Dictionary<string, string> { ["natGateways"] = "one", ["kmsKey"] = "own" }, options.Infra);
        Assert.Equal("s3://state?region=eu-west-1", options.StateBackend);
        Assert.Equal("awskms://alias/x?region=eu-west-1", options.SecretsProvider);
        Assert.True(options.Refresh);
        Assert.Equal(["urn:a", "urn:b"], options.Allow);
    }
}
