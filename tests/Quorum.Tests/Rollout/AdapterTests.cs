using Amazon.ECS;
using Amazon.ECS.Model;
using Quorum.Elasticsearch;
using Quorum.Provisioning;
using Quorum.Registry;
using Quorum.Rollout;
using Quorum.Rollout.Aws;
using Quorum.Secrets;
using Quorum.Settings;
using Xunit;
using EcsTask = Amazon.ECS.Model.Task;

namespace Quorum.Tests.Rollout;

public sealed class TaskDefinitionTests
{
    internal static readonly InfraOutputs Infra = new()
    {
        ClusterName = "q", Region = "us-east-1", AccountId = "000000000000", LogGroup = "/quorum/q/elasticsearch",
        ExecutionRoleArn = "arn:aws:iam::000000000000:role/q-execution", TaskRoleArn = "arn:aws:iam::000000000000:role/q-task", ParameterPath = "/quorum/q",
        DiscoveryZone = "q.internal", SnapshotBucket = "q-snapshots", VpcId = "vpc-1",
        Slots = [.. new[] { "a", "b", "c" }.Select(zone => new SlotOutputs
        {
            Name = $"es-{zone}1", Zone = $"us-east-1{zone}", MasterEligible = true, Roles = [], InstanceType = "m7g.large", VolumeId = $"vol-{zone}",
            AutoScalingGroup = $"q-es-{zone}1", HostName = $"es-{zone}1.q.internal",
        })],
    };

    internal static QuorumSettings Settings(CloudKind cloud = CloudKind.Aws, string version = "8.17.2") => new()
    {
        Root = "/", Profile = "test", Cloud = cloud, ClusterName = "q", Region = "us-east-1", AccountId = "000000000000", LocalPort = 1, LocalRuntime = "auto", ZoneCount = 3, SlotsPerZone = 1,
        InstanceType = "m7g.large", VolumeSizeGiB = 10, VpcCidr = "10.0.0.0/16", RepositoryName = "quorum/elasticsearch", ElasticsearchVersion = version, BaseImage = "x", Platform = "linux/arm64", Access = "direct",
    };

    private static readonly PushedImage Image = new("000000000000.dkr.ecr.us-east-1.amazonaws.com/quorum/elasticsearch", "sha256-1", Make.Digest(1));

    private static RegisterTaskDefinitionRequest Spec(bool tls = true, CloudKind cloud = CloudKind.Aws, string? address = null) =>
        new TaskDefinitionSpec(Settings(cloud), Infra, Image, new TaskSecrets(Infra, tls ? TlsState.First : null)).For(Infra.Slots[0], address);

    [Fact]
    public void TaskDefinition_OfASlot_IsTheKnownOne()
    {
        const string expected =
            """
            q-es-a1
            arn:aws:iam::000000000000:role/q-task
            arn:aws:iam::000000000000:role/q-execution
            host
            {EC2}
            {{DockerLabels={org.opencontainers.image.version=8.17.2; quorum.slot=es-a1}; Environment={{Name=QUORUM_DATA_MOUNT; Value=/usr/share/elasticsearch/data}; {Name=QUORUM_INITIAL_MASTER_NODES; Value=es-a1,es-b1,es-c1}; {Name=QUORUM_SLOT; Value=es-a1}; {Name=QUORUM_TLS_TRUST; Value=1}; {Name=cluster.name; Value=q}; {Name=cluster.routing.allocation.awareness.attributes; Value=zone}; {Name=cluster.routing.allocation.awareness.force.zone.values; Value=us-east-1a,us-east-1b,us-east-1c}; {Name=discovery.seed_hosts; Value=es-a1.q.internal,es-b1.q.internal,es-c1.q.internal}; {Name=http.port; Value=9200}; {Name=http.shutdown_grace_period; Value=10s}; {Name=node.attr.zone; Value=us-east-1a}; {Name=node.name; Value=es-a1}}; HealthCheck={Command={CMD-SHELL; curl -sk -o /dev/null --max-time 5 https://localhost:9200/ || exit 1}; Interval=30; Retries=5; StartPeriod=300; Timeout=10}; Image=000000000000.dkr.ecr.us-east-1.amazonaws.com/quorum/elasticsearch@sha256:0000000000000000000000000000000000000000000000000000000000000001; LogConfiguration={LogDriver=awslogs; Options={awslogs-group=/quorum/q/elasticsearch; awslogs-region=us-east-1; awslogs-stream-prefix=es-a1}}; Memory=7168; MountPoints={{ContainerPath=/usr/share/elasticsearch/data; SourceVolume=quorum-data}}; Name=elasticsearch; Secrets={{Name=ELASTIC_PASSWORD; ValueFrom=arn:aws:ssm:us-east-1:000000000000:parameter/quorum/q/elastic-password}; {Name=QUORUM_BOOTSTRAPPED; ValueFrom=arn:aws:ssm:us-east-1:000000000000:parameter/quorum/q/bootstrapped}; {Name=QUORUM_TLS_CA; ValueFrom=arn:aws:ssm:us-east-1:000000000000:parameter/quorum/q/ca-certificate}; {Name=QUORUM_TLS_CERT; ValueFrom=arn:aws:ssm:us-east-1:000000000000:parameter/quorum/q/tls/1/es-a1/certificate}; {Name=QUORUM_TLS_KEY; ValueFrom=arn:aws:ssm:us-east-1:000000000000:parameter/quorum/q/tls/1/es-a1/key}}; StartTimeout=600; StopTimeout=240; Ulimits={{HardLimit=-1; Name=memlock; SoftLimit=-1}; {HardLimit=4096; Name=nproc; SoftLimit=4096}; {HardLimit=65535; Name=nofile; SoftLimit=65535}}}}
            {{Host={SourcePath=/var/lib/quorum/data}; Name=quorum-data}}
            {{Expression=attribute:quorum.slot == es-a1; Type=memberOf}}
            """;
        Assert.Equal(expected.ReplaceLineEndings("\n"), TaskDefinitionContent.Of(Spec()).TrimEnd('\n'));
    }

    [Fact]
    public void TaskDefinition_WithoutCertificates_TurnsSecurityOffOnTheEmbeddedAwsOnly()
    {
        Assert.Contains(Spec(tls: false, CloudKind.Local, "127.70.1.11").ContainerDefinitions[0].Environment, pair => pair is { Name: "xpack.security.enabled", Value: "false" });
        Assert.DoesNotContain(Spec(tls: false).ContainerDefinitions[0].Environment, pair => pair.Name == "xpack.security.enabled");
    }

    [Fact]
    public void Content_WhatEcsGivesBack_EqualsWhatWasAskedFor()
    {
        var asked = Spec();
        var container = Spec().ContainerDefinitions[0];
        container.Cpu = 0;
        container.PortMappings = [];
        container.VolumesFrom = [];
        container.SystemControls = [];
        container.Environment.Reverse();
        container.Secrets.Reverse();
        var given = new TaskDefinition
        {
            TaskDefinitionArn = FakeWorld.Arn("es-a1", 4), Revision = 4, Status = TaskDefinitionStatus.ACTIVE, Family = asked.Family, TaskRoleArn = asked.TaskRoleArn, ExecutionRoleArn = asked.ExecutionRoleArn,
            NetworkMode = asked.NetworkMode, RequiresCompatibilities = ["EC2"], Compatibilities = ["EXTERNAL", "EC2"], Volumes = asked.Volumes, PlacementConstraints = asked.PlacementConstraints,
            ContainerDefinitions = [container], RegisteredBy = "somebody",
        };
        Assert.Equal(TaskDefinitionContent.Of(asked), TaskDefinitionContent.Of(given));
        container.StopTimeout = 30;
        Assert.NotEqual(TaskDefinitionContent.Of(asked), TaskDefinitionContent.Of(given));
    }
}

public sealed class EcsReadingTests
{
    private static readonly DateTime Then = new(2026, 11, 24, 8, 0, 0, DateTimeKind.Utc);

    private static Service Service(string? rollout = "IN_PROGRESS", int failed = 0) => new()
    {
        Status = "ACTIVE", TaskDefinition = "td:2", DesiredCount = 1,
        Deployments = [new Deployment { Id = "d2", Status = "PRIMARY", RolloutState = rollout, FailedTasks = failed, CreatedAt = Then }, new Deployment { Id = "d1", Status = "ACTIVE", FailedTasks = 9 }],
    };

    private static EcsTask Stopped(string arn, string code, string reason, int? exit, int createdMinute, string definition = "td:2") => new()
    {
        TaskArn = arn, TaskDefinitionArn = definition, LastStatus = "STOPPED", DesiredStatus = "STOPPED", StopCode = code, StoppedReason = reason,
        CreatedAt = Then.AddMinutes(createdMinute), StoppingAt = Then.AddMinutes(createdMinute + 1), ExecutionStoppedAt = Then.AddMinutes(createdMinute + 1).AddSeconds(30), StoppedAt = Then.AddMinutes(createdMinute + 2),
        Containers = [new Container { Name = "elasticsearch", ExitCode = exit }],
    };

    [Fact]
    public void Read_CrashLoopThatEcsDoesNotCount_CountsTheTasksThatEnded()
    {
        var slot = EcsReading.Of(Service(), [Stopped("t1", "EssentialContainerExited", "Essential container in task exited", 78, 1), Stopped("t2", "EssentialContainerExited", "x", 78, 3)], ElasticsearchVersion.Unknown, true);
        Assert.Equal(2, slot.FailedTasks);
        Assert.Equal(78, slot.LastFailure!.ExitCode);
        Assert.Null(slot.LastStop);
    }

    [Fact]
    public void Read_ScaledDown_IsADeliberateStopWithItsDuration()
    {
        var slot = EcsReading.Of(Service(), [Stopped("t1", "ServiceSchedulerInitiated", "Scaling activity initiated by (deployment d1)", 143, 1, "td:1")], ElasticsearchVersion.Unknown, true);
        Assert.Equal(143, slot.LastStop!.ExitCode);
        Assert.Equal(TimeSpan.FromSeconds(30), slot.LastStop.Took);
        Assert.Equal(0, slot.FailedTasks);
    }

    [Fact]
    public void Read_KilledAndThenStoppedBeforeItRan_TellsBoth()
    {
        const string scaling = "Scaling activity initiated by (deployment d1)";
        var slot = EcsReading.Of(Service(), [Stopped("t1", "ServiceSchedulerInitiated", scaling, 137, 1), Stopped("t2", "ServiceSchedulerInitiated", scaling, null, 3)], ElasticsearchVersion.Unknown, true);
        Assert.Equal("t1", slot.LastKilled!.TaskArn);
        Assert.Equal("t2", slot.LastStop!.TaskArn);
    }

    [Fact]
    public void Read_KilledByItsHealthCheck_IsAFailure()
    {
        var slot = EcsReading.Of(Service(), [Stopped("t1", "ServiceSchedulerInitiated", "Task failed container health checks", 143, 1)], ElasticsearchVersion.Unknown, true);
        Assert.NotNull(slot.LastFailure);
    }

    [Fact]
    public void Read_TaskOnItsWayDown_StillLives()
    {
        var slot = EcsReading.Of(Service(), [new EcsTask { TaskArn = "t1", TaskDefinitionArn = "td:1", LastStatus = "DEACTIVATING", DesiredStatus = "STOPPED", CreatedAt = Then, StoppingAt = Then }], ElasticsearchVersion.Unknown, true);
        Assert.Equal(1, slot.LiveTasks);
        Assert.Equal(TaskPhase.Stopping, slot.Task!.Phase);
        Assert.Equal("d2", slot.Deployment);
    }

    [Fact]
    public void Read_InactiveService_CountsAsNone() => Assert.False(EcsReading.Of(new Service { Status = "INACTIVE", TaskDefinition = "td:2" }, [], ElasticsearchVersion.Unknown, true).Exists);
}

public sealed class RollRecordTextTests
{
    [Fact]
    public void Record_NinetySlots_FitsAParameterAndComesBackTheSame()
    {
        var goal = Make.Goal(3, 30, version: "8.18.0");
        var record = new RollRecord
        {
            RollId = "20261124-080000-abcd", Fingerprint = goal.Fingerprint, Direction = RollDirection.Back, BackReason = "es-a1 did not come back", Since = FakeWorld.Epoch,
            Previous = [.. goal.Slots.Select((slot, index) => index == 4 ? null : new PreviousRevision(FakeWorld.Arn(slot.Name, 1234), new ElasticsearchVersion(8, 17, 2), index == 7 ? FakeWorld.Arn(slot.Name, 1235) : null))],
            SetsDone = 3, CanaryDone = FakeWorld.Epoch.AddMinutes(3), HandOver = 2, AllocationSet = true, Pace = new RollPace(2, TimeSpan.FromSeconds(600), 1, TimeSpan.FromSeconds(40)), LastPace = new RollPace(4, TimeSpan.FromSeconds(1200), 3, TimeSpan.FromSeconds(90)), End = RollEnd.Halted, EndReason = "because",
        };
        record = record.Open(SlotSet.Of(1));
        foreach (var zone in Enumerable.Range(0, 3)) record = record.Open(goal.InZone(zone));
        var text = RollRecordText.Write(goal, record);
        Assert.InRange(text.Length, 500, RollRecordText.MaxLength);
        var back = RollRecordText.Read(goal, text)!;
        Assert.Equal(record.Previous.AsEnumerable(), back.Previous.AsEnumerable());
        Assert.Equal(record.Touched.AsEnumerable(), back.Touched.AsEnumerable());
        Assert.Equal(record with { Previous = [], Touched = [] }, back with { Previous = [], Touched = [] });
    }

    [Fact]
    public void Record_Garbled_ReadsAsNone() => Assert.Null(RollRecordText.Read(Make.Goal(3, 1), "{\"id\":"));
}

public sealed class ShardTableTests
{
    [Fact]
    public void Table_CopyOutsideTheInSyncSet_DoesNotCountAsStarted()
    {
        var goal = Make.Goal(3, 1);
        ShardCopy[] copies =
        [
            new("logs", 0, true, ShardState.Started, "es-a1", "n0", null, null, null), new("logs", 0, false, ShardState.Started, "es-b1", "n1", null, null, null),
            new("logs", 1, true, ShardState.Started, "stranger", "n9", null, null, null), new("logs", 1, false, ShardState.Unassigned, null, null, null, null, "NODE_LEFT"),
        ];
        InSyncShard[] sets = [new("logs", 0, ["x"], [new("x", "n0", true, ShardState.Started), new("y", "n1", false, ShardState.Started)])];
        var table = ShardTable.Of(goal, copies, sets, [new IndexSettings("logs", 2, 1, "all", new Dictionary<string, string>())]);
        Assert.Equal(SlotSet.Of(0), table[0].Started);
        Assert.Equal(SlotSet.Of(0, 1), table[0].Placed);
        Assert.Equal(2, table[0].WaitForActive);
        Assert.Equal(1, table[1].StartedElsewhere);
        Assert.Equal(1, table[1].Unassigned);
    }

    [Theory]
    [InlineData("85%", 0.85)]
    [InlineData("0.9", 0.9)]
    [InlineData("20gb", 0.8)]
    [InlineData(null, 0.85)]
    [InlineData("nonsense", 0.85)]
    public void Watermark_InAnyNotation_IsAFractionInUse(string? text, double expected) =>
        Assert.Equal(expected, DiskWatermark.Read(text, [new NodeStats { Id = "n", Name = "n", DiskTotalBytes = 100L << 30 }]), 6);
}
