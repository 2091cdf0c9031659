using Nuke.Common;

// Every parameter is text here and is converted, with all others, by SettingsReader: the engine only warns about a value that it
// cannot convert, and goes on with another. The defaults are in .nuke/parameters.json (the local profile).
partial class Build
{
    [Parameter("Where to deploy: 'local' (the embedded AWS on this machine) or 'aws'")]
    readonly string? Cloud;

    [Parameter("Name of the ECS cluster and of all that belongs to it")]
    readonly string? ClusterName;

    [Parameter("AWS region")]
    readonly string? DeployRegion;

    [Parameter("The 12 digits of the AWS account to deploy into; any other account is refused")]
    readonly string? DeployAccount;

    [Parameter("Port of the embedded AWS on 127.0.0.1")]
    readonly string? LocalPort;

    [Parameter("What runs the tasks of the embedded AWS: 'auto', 'containers' (a Docker engine) or 'simulated'")]
    readonly string? LocalRuntime;

    [Parameter("Number of availability zones; 3")]
    readonly string? ZoneCount;

    [Parameter("Elasticsearch slots (one instance, one volume, one node) in each zone")]
    readonly string? SlotsPerZone;

    [Parameter("EC2 instance type of the slots")]
    readonly string? SlotInstanceType;

    [Parameter("Size of each slot's data volume in GiB")]
    readonly string? VolumeSize;

    [Parameter("Private IPv4 block of the VPC, /16 to /20")]
    readonly string? VpcCidr;

    [Parameter("Name of the ECR repository")]
    readonly string? RepositoryName;

    [Parameter("Elasticsearch version to run, e.g. 8.17.2")]
    readonly string? ElasticsearchVersion;

    [Parameter("Base image by tag; its digest is kept in images/elasticsearch/base.lock.json")]
    readonly string? BaseImage;

    [Parameter("Platform of the image: 'linux/amd64', 'linux/arm64' or, in one index, 'linux/amd64+linux/arm64'")]
    readonly string? ImagePlatform;

    [Parameter("How REST calls reach the cluster: 'direct' or 'ssm' (through the bastion)")]
    readonly string? ClusterAccess;

    [Parameter("TLS and users of a new cluster: 'on', or on the embedded AWS only 'off'")]
    readonly string? ClusterSecurity;

    [Parameter("Rollout rules to leave out, by name, joined by +; recorded in the outcome")]
    readonly string? SkipRules;

    [Parameter("Whether the smoke test may write to an index of its own")]
    readonly string? WriteProbe;

    [Parameter("Known problems of a version to accept, by name, joined by +; recorded in the outcome")]
    readonly string? AllowVersions;

    [Parameter("Options of the infrastructure as key=value pairs joined by ;, e.g. natGateways=one;refresh=true (infra/README.md)")]
    readonly string? InfraOptions;

    [Parameter("Tells what the targets would change, and changes nothing")]
    readonly bool DryRun;

    [Parameter("LocalDown: also deletes the embedded AWS's state, images and volumes")]
    readonly bool Forget;

    [Parameter("Destroy: names of data volumes, the snapshot bucket or keys to delete too, joined by +; without it they stay")]
    readonly string? DeleteData;

    [Parameter("Destroy: answers the question with the cluster's name, where nobody can be asked")]
    readonly string? Confirm;

    [Parameter("Status: draws the screen anew every two seconds, until Ctrl+C")]
    readonly bool Watch;

    [Parameter("Status: as JSON, on the output and in artifacts/status.json")]
    readonly bool Json;

    [Parameter("RestoreDrill: name of the index to restore; the largest that can be read when not given")]
    readonly string? DrillIndex;

    [Parameter("Drill: what is broken: node, instance, zone, pause, disk or cut")]
    readonly string? DrillKind;

    [Parameter("Drill: name of the slot, or for a zone drill the zone; chosen when not given")]
    readonly string? DrillSlot;

    [Parameter("Logs: name of the slot; all when not given")]
    readonly string? LogsOf;

    [Parameter("Rehearse: how many seeds to play; 1000 when not given")]
    readonly string? Seeds;

    [Parameter("Rehearse: one seed to play; with --seeds the first of them")]
    readonly string? Seed;

    [Parameter("Rehearse: trace file of a failure to play again")]
    readonly string? Replay;

    [Parameter("Rehearse: every seed on the cluster as it is now, instead of a cluster of its own")]
    readonly bool FromLive;

    [Parameter("Test: name of one test project, e.g. Quorum.Tests; all when not given")]
    readonly string? TestProject;

    [Parameter("SmokeTestCluster, Smoke: an earlier result to compare with, e.g. artifacts/smoke.json, which is the last run's")]
    readonly string? Since;

    [Parameter("TestContainers: 'short', or names of trials joined by +; all when not given")]
    readonly string? Trials;

    [Parameter("Connect: the port on 127.0.0.1; 9200 when not given")]
    readonly string? ConnectPort;

    [Parameter("Bench: what to measure, names joined by +: warm-start, deploy, roll, rehearsal, embedded-aws, push, compile; all when not given")]
    readonly string? BenchPoints;

    [Parameter("Bench: how often each thing is measured; 3 when not given")]
    readonly string? BenchRuns;

    [Parameter("Bench: also puts the table into README.md and docs/benchmarks.md")]
    readonly bool BenchPublish;

    static readonly string[] OwnValues =
    [
        nameof(DeleteData), nameof(Confirm), nameof(DrillIndex), nameof(Seeds), nameof(Seed), nameof(Replay), nameof(TestProject),
        nameof(ConnectPort), nameof(Since), nameof(BenchPoints), nameof(BenchRuns),
        nameof(DrillKind), nameof(DrillSlot), nameof(LogsOf), nameof(Trials),
    ];

    static readonly string[] OwnSwitches = [nameof(Forget), nameof(FromLive), nameof(Watch), nameof(Json), nameof(BenchPublish), nameof(DryRun)];

    string? IOperate.LogsOf => LogsOf;

    string? IDestroy.DeleteData => DeleteData;

    string? IDestroy.Confirm => Confirm;

    bool IOperate.Watch => Watch;

    bool IOperate.Json => Json;

    string? IOperate.DrillIndex => DrillIndex;

    string? IDrill.DrillKind => DrillKind;

    string? IDrill.DrillSlot => DrillSlot;

    string? ITestContainers.Trials => Trials;

    string? IRehearse.Seeds => Seeds;

    string? IRehearse.Seed => Seed;

    string? IRehearse.Replay => Replay;

    bool IRehearse.FromLive => FromLive;

    string? IOperate.ConnectPort => ConnectPort;

    string? ISmokeTestCluster.Since => Since;

    bool ILocalCloud.Forget => Forget;

    string? ITest.TestProject => TestProject;

    string? IBench.BenchPoints => BenchPoints;

    string? IBench.BenchRuns => BenchRuns;

    bool IBench.BenchPublish => BenchPublish;
}
