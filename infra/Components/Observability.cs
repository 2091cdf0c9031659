using Pulumi;
using Pulumi.Aws.CloudWatch;

namespace Quorum.Infra.Components;

/// <summary>Log group, and the alarms of things a person must look at: a slot without instance, a full disk, spent CPU credits, old snapshots.</summary>
public sealed class Observability : Part
{
    /// <summary>Namespace of the metrics that the slots report themselves (EBS knows nothing of file systems).</summary>
    public const string MetricNamespace = "Quorum";

    private const int MinuteSeconds = 60, DiskSeconds = 300, SnapshotSeconds = 3600, SnapshotCount = 3;
    private const int SlotDownMinutes = 5, DiskCount = 3, CreditCount = 15;
    private const double DiskPercent = 80, Credits = 20, SnapshotHours = 26;

    public Observability(InfraConfig config, Encryption encryption, Resource parent) : base("Observability", "observability", config, parent)
    {
        var logs = new LogGroupArgs { Name = config.LogGroup, RetentionInDays = config.LogRetentionDays, Tags = Tags("logs") };
        if (encryption.KeyArn is { } key) logs.KmsKeyId = key;
        Logs = new LogGroup("logs", logs, Child);
        RegisterOutputs();
    }

    public LogGroup Logs { get; }

    public void Watch(Slot slot)
    {
        var name = slot.Spec.Name;
        var group = new Dictionary<string, string> { ["AutoScalingGroupName"] = slot.GroupName };
        Alarm($"{name}-down", $"Slot {name} has no instance in service: one node is missing, one more zone must not go", SlotDownMinutes,
            new() { Namespace = "AWS/AutoScaling", MetricName = "GroupInServiceInstances", Dimensions = group, Statistic = "Minimum", Period = MinuteSeconds, ComparisonOperator = "LessThanThreshold", Threshold = 1, TreatMissingData = "breaching" });
        Alarm($"{name}-disk", $"Data volume of slot {name} is over {DiskPercent} % full: shards stop moving to it at 85 %", DiskCount,
            new()
            {
                Namespace = MetricNamespace, MetricName = "DiskUsedPercent", Dimensions = new Dictionary<string, string> { ["Cluster"] = Config.ClusterName, ["Slot"] = name },
                Statistic = "Maximum", Period = DiskSeconds, ComparisonOperator = "GreaterThanThreshold", Threshold = DiskPercent, TreatMissingData = "missing",
            });
        if (InstanceTypes.Find(slot.Spec.InstanceType) is { Burstable: true })
            Alarm($"{name}-credits", $"Slot {name} has spent its CPU credits: it will be too slow to stay in the cluster", CreditCount,
                new() { Namespace = "AWS/EC2", MetricName = "CPUCreditBalance", Dimensions = group, Statistic = "Minimum", Period = MinuteSeconds, ComparisonOperator = "LessThanThreshold", Threshold = Credits, TreatMissingData = "missing" });
    }

    public void WatchSnapshots() =>
        Alarm("snapshot-age", $"The last snapshot is older than {SnapshotHours} hours, or there is none", SnapshotCount, new()
        {
            Namespace = MetricNamespace, MetricName = "SnapshotAgeHours", Dimensions = new Dictionary<string, string> { ["Cluster"] = Config.ClusterName },
            Statistic = "Minimum", Period = SnapshotSeconds, ComparisonOperator = "GreaterThanThreshold", Threshold = SnapshotHours, TreatMissingData = "breaching",
        });

    private void Alarm(string name, string description, int periods, MetricAlarmArgs args)
    {
        args.Name = $"{Config.ClusterName}-{name}";
        args.AlarmDescription = description;
        args.EvaluationPeriods = periods;
        if (Config.AlarmTopicArn.Length > 0)
        {
            args.AlarmActions = Config.AlarmTopicArn;
            args.OkActions = Config.AlarmTopicArn;
        }

        args.Tags = Tags(name);
        _ = new MetricAlarm($"alarm-{name}", args, Child);
    }
}
