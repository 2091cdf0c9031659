using System.Text;

namespace Quorum.Infra.Components;

/// <summary>The start-up script of a slot's instance: <c>userdata/slot.sh</c> with this slot's values.</summary>
public static class UserData
{
    /// <summary>EC2's limit, before Base64.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>Where the data volume is mounted; the task's bind mount starts here.</summary>
    public const string DataPath = "/var/lib/quorum/data";

    /// <param name="hostedZone">Id of the private DNS zone.</param>
    /// <exception cref="InvalidOperationException">A placeholder is left over, a value could break out of its quotes, or the script is too long.</exception>
    public static string Script(InfraConfig config, SlotSpec slot, string hostedZone)
    {
        var script = Template();
        foreach (var (name, value) in new (string, string)[]
        {
            ("CLUSTER", config.ClusterName), ("SLOT", slot.Name), ("REGION", config.Region), ("HOSTED_ZONE", hostedZone),
            ("HOST_NAME", $"{slot.Name}.{config.DnsZone}"), ("DATA_PATH", DataPath), ("METRIC_NAMESPACE", Observability.MetricNamespace),
            ("SNAPSHOT_BUCKET", config.SnapshotBucket), ("SNAPSHOT_KEY", Snapshots.LatestKey),
        })
        {
            if (value.Any(ch => !char.IsAsciiLetterOrDigit(ch) && ch is not ('-' or '.' or '/' or '_')))
                throw new InvalidOperationException($"{name} = {value} cannot stand in a shell script");
            script = script.Replace($"@{name}@", value, StringComparison.Ordinal);
        }

        if (System.Text.RegularExpressions.Regex.Match(script, "@[A-Z_]+@") is { Success: true } left)
            throw new InvalidOperationException($"userdata/slot.sh: {left.Value} has no value");
        return Encoding.UTF8.GetByteCount(script) <= MaxBytes
            ? script
            : throw new InvalidOperationException($"userdata/slot.sh: over {MaxBytes} bytes, EC2 takes no more");
    }

    public static string Base64(InfraConfig config, SlotSpec slot, string hostedZone) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Script(config, slot, hostedZone)));

    private static string Template()
    {
        using var reader = new StreamReader(typeof(UserData).Assembly.GetManifestResourceStream("slot.sh")!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
