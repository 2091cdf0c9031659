namespace Quorum.Provisioning.Plan;

/// <summary>
/// On-demand prices of Linux in us-east-1, in US dollars. Not read from AWS's price list: written down from memory and compared on <see cref="AsOf"/> with the
/// public pages in <see cref="Sources"/>, which agree for what they name (m7g.large, gp3 storage and throughput, NAT gateway, public address). The rest follows from
/// sizes in proportion and is to be checked before anybody relies on it. Other regions cost up to half as much again, and agreements less.
/// </summary>
public static class PriceTable
{
    public static readonly DateOnly AsOf = new(2026, 11, 27);

    /// <summary>Pages looked at on <see cref="AsOf"/>, with what each was used for.</summary>
    public static readonly IReadOnlyList<(string What, string Page)> Sources =
    [
        ("m7g.large 0.0816 an hour (June 2026)", "https://www.factualminds.com/blog/amazon-ec2-on-demand-pricing-instance-families-2026/"),
        ("gp3 0.08 a GiB, 0.04 a MiB/s over 125", "https://www.saisci.com/aws/gp3-throughput-explained/"),
        ("NAT gateway 0.045 an hour, public address 0.005 an hour (February 2026)", "https://cloudburn.io/blog/aws-nat-gateway-pricing"),
    ];

    public const string Region = "us-east-1";

    /// <summary>AWS's own average.</summary>
    public const decimal HoursPerMonth = 730m;

    public const decimal VolumeGiBMonth = 0.08m, VolumeIopsMonth = 0.005m, VolumeMiBsMonth = 0.04m;
    public const int VolumeFreeIops = 3000, VolumeFreeMiBs = 125;
    public const decimal NatHour = 0.045m, AddressHour = 0.005m, BalancerHour = 0.0225m, InterfaceEndpointHour = 0.01m;
    public const decimal KeyMonth = 1m, HostedZoneMonth = 0.5m, AlarmMonth = 0.1m;

    // US dollars an hour for the size "large"; other sizes cost in proportion.
    private static readonly Dictionary<string, decimal> Large = new()
    {
        ["c5"] = 0.085m, ["c6i"] = 0.085m, ["c6g"] = 0.068m, ["c7g"] = 0.0725m, ["c7i"] = 0.08925m,
        ["m5"] = 0.096m, ["m5a"] = 0.086m, ["m6i"] = 0.096m, ["m6a"] = 0.0864m, ["m6g"] = 0.077m, ["m7g"] = 0.0816m, ["m7i"] = 0.1008m, ["m8g"] = 0.08976m,
        ["r5"] = 0.126m, ["r6i"] = 0.126m, ["r6g"] = 0.1008m, ["r7g"] = 0.1071m, ["r7i"] = 0.1323m, ["r8g"] = 0.11782m,
        ["i3"] = 0.156m, ["i4i"] = 0.172m, ["t3"] = 0.0832m, ["t3a"] = 0.0752m, ["t4g"] = 0.0672m,
    };

    private static readonly Dictionary<string, decimal> Sizes = new()
    {
        ["micro"] = 0.125m, ["small"] = 0.25m, ["medium"] = 0.5m, ["large"] = 1, ["xlarge"] = 2, ["2xlarge"] = 4, ["4xlarge"] = 8, ["8xlarge"] = 16,
        ["12xlarge"] = 24, ["16xlarge"] = 32,
    };

    /// <summary>US dollars an hour; null for a type that is not in the table.</summary>
    public static decimal? InstanceHour(string type) =>
        type.Split('.') is [var family, var size] && Large.TryGetValue(family, out var large) && Sizes.TryGetValue(size, out var factor) ? large * factor : null;
}
