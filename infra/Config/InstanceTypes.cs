using System.Text.RegularExpressions;

namespace Quorum.Infra;

/// <summary>What a plan must know of an instance type. Sizes as published by AWS; memory in MiB before the operating system takes its part.</summary>
public sealed record InstanceShape(int VirtualCpus, int MemoryMiB, bool Arm, bool Burstable);

public static partial class InstanceTypes
{
    private static readonly Dictionary<string, int> Sizes = new()
    {
        ["large"] = 2, ["xlarge"] = 4, ["2xlarge"] = 8, ["4xlarge"] = 16, ["8xlarge"] = 32, ["12xlarge"] = 48, ["16xlarge"] = 64,
    };

    // GiB of memory for each virtual processor.
    private static readonly Dictionary<string, double> Families = new()
    {
        ["c5"] = 2, ["c6i"] = 2, ["c6g"] = 2, ["c7g"] = 2, ["c7i"] = 2,
        ["m5"] = 4, ["m5a"] = 4, ["m6i"] = 4, ["m6a"] = 4, ["m6g"] = 4, ["m7g"] = 4, ["m7i"] = 4, ["m8g"] = 4,
        ["r5"] = 8, ["r6i"] = 8, ["r6g"] = 8, ["r7g"] = 8, ["r7i"] = 8, ["r8g"] = 8,
        ["i3"] = 7.625, ["i4i"] = 8,
    };

    private static readonly Dictionary<string, (int Cpus, int MiB)> Burstable = new()
    {
        ["micro"] = (2, 1024), ["small"] = (2, 2048), ["medium"] = (2, 4096), ["large"] = (2, 8192), ["xlarge"] = (4, 16384), ["2xlarge"] = (8, 32768),
    };

    public static string Known => $"{string.Join(", ", Families.Keys)} from large to 16xlarge, or t3, t3a, t4g from micro to 2xlarge, e.g. m7g.large";

    /// <summary>Null for a type that is not in the table.</summary>
    public static InstanceShape? Find(string type)
    {
        if (type.Split('.') is not [var family, var size]) return null;
        if (family is "t3" or "t3a" or "t4g")
            return Burstable.TryGetValue(size, out var shape) ? new(shape.Cpus, shape.MiB, family == "t4g", true) : null;
        if (!Families.TryGetValue(family, out var ratio)) return null;
        var arm = Graviton().IsMatch(family);
        if (size == "medium" && arm) return new(1, (int)(ratio * 1024), true, false);
        return Sizes.TryGetValue(size, out var cpus) ? new(cpus, (int)(cpus * ratio * 1024), arm, false) : null;
    }

    [GeneratedRegex("^[a-z]+[0-9]g")]
    private static partial Regex Graviton();
}
