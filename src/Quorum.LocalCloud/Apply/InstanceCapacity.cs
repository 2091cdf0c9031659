namespace Quorum.LocalCloud.Apply;

/// <summary>What an instance type registers with ECS: CPU units and the MiB left after kernel and agent. Source: EC2's type table.</summary>
/// <param name="Arm">Graviton.</param>
public sealed record InstanceCapacity(int Cpu, int MemoryMiB, bool Arm)
{
    private const int UnitsPerCpu = 1024, MiBPerGiB = 1024;

    private static readonly Dictionary<string, int> SizeCpus = new(StringComparer.Ordinal)
    {
        ["medium"] = 1, ["large"] = 2, ["xlarge"] = 4, ["2xlarge"] = 8, ["4xlarge"] = 16, ["8xlarge"] = 32, ["12xlarge"] = 48, ["16xlarge"] = 64,
    };

    /// <summary>GiB of memory per vCPU, by family class letter.</summary>
    private static readonly Dictionary<char, double> GiBPerCpu = new() { ['c'] = 2, ['m'] = 4, ['r'] = 8, ['i'] = 8 };

    private static readonly Dictionary<string, InstanceCapacity> Burstable = new(StringComparer.Ordinal)
    {
        ["t3.micro"] = new(2048, 904, false), ["t3.small"] = new(2048, 1884, false), ["t3.medium"] = new(2048, 3884, false), ["t3.large"] = new(2048, 7810, false), ["t3.xlarge"] = new(4096, 15729, false),
        ["t4g.micro"] = new(2048, 904, true), ["t4g.small"] = new(2048, 1884, true), ["t4g.medium"] = new(2048, 3884, true), ["t4g.large"] = new(2048, 7810, true), ["t4g.xlarge"] = new(4096, 15729, true),
    };

    /// <summary>Null for a type this table does not know.</summary>
    public static InstanceCapacity? Of(string type)
    {
        if (Burstable.TryGetValue(type, out var known)) return known;
        var dot = type.IndexOf('.', StringComparison.Ordinal);
        if (dot < 2 || !SizeCpus.TryGetValue(type[(dot + 1)..], out var cpus) || !GiBPerCpu.TryGetValue(type[0], out var perCpu) || !char.IsAsciiDigit(type[1])) return null;
        var family = type[..dot];
        if (family.Length > 2 && type.EndsWith(".medium", StringComparison.Ordinal) && !family.Contains('g', StringComparison.Ordinal)) return null;
        var total = cpus * perCpu * MiBPerGiB;
        // kernel, page tables and the agent's reserve take a share that shrinks with size
        const double kept = 0.955;
        return new InstanceCapacity(cpus * UnitsPerCpu, (int)(total * kept), family[2..].Contains('g', StringComparison.Ordinal));
    }
}
