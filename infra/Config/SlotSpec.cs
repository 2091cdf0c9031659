namespace Quorum.Infra;

/// <summary>One slot as planned: one instance, one data volume, one ECS service of the same name.</summary>
/// <param name="Name"><c>es-&lt;zone letter&gt;&lt;n&gt;</c>.</param>
/// <param name="Number">1 and up for data; 0 for the zone's dedicated master.</param>
/// <param name="Roles">Elasticsearch node roles; empty means its default set.</param>
public sealed record SlotSpec(string Name, string Zone, int ZoneIndex, int Number, bool MasterEligible, IReadOnlyList<string> Roles, string InstanceType, int VolumeSize)
{
    private static readonly string[] MasterOnly = ["master"];
    private static readonly string[] DataOnly = ["data", "ingest", "remote_cluster_client", "transform"];

    public bool HoldsData => !ReferenceEquals(Roles, MasterOnly);

    /// <summary>Nothing here depends on how many slots there are, so that one more changes none of the others.</summary>
    internal static IReadOnlyList<SlotSpec> Of(InfraConfig config) =>
        [.. config.ZoneLetters.SelectMany((letter, index) => OfZone(config, letter, index))];

    private static IEnumerable<SlotSpec> OfZone(InfraConfig config, string letter, int index)
    {
        var zone = config.Region + letter;
        if (config.DedicatedMasters)
            yield return new($"es-{letter}0", zone, index, 0, true, MasterOnly, config.MasterInstanceType, config.MasterVolumeSize);
        for (var number = 1; number <= config.SlotsPerZone; number++)
        {
            var eligible = !config.DedicatedMasters && number == 1;
            yield return new($"es-{letter}{number}", zone, index, number, eligible, eligible ? [] : DataOnly, config.InstanceType, config.VolumeSize);
        }
    }
}
