using System.Globalization;
using Quorum.LocalCloud.Faults;

namespace Quorum.LocalCloud.Containers;

/// <summary>
/// Cuts a node with host networking off from the others: the packet filter drops what goes to and from its transport port, and, by its control
/// group, what it sends to theirs (all nodes' outgoing connections come from 127.0.0.1, so the address does not tell them apart).
/// </summary>
/// <param name="world">Part of the chains' names: another embedded AWS's cuts are never touched.</param>
internal sealed class NetworkCut(string world)
{
    private const string TransportPort = "9300", NetClass = "/sys/fs/cgroup/net_cls";
    private const int FirstClass = 0x51_0000;

    // Chain names have at most 28 characters.
    private string Chain(string slot) => $"QRM-{world}-{slot}";

    public async Task CutAsync(string slot, string address, IReadOnlyList<int> processes, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) throw new FaultRefusedException("cutting a node off needs root and the packet filter of Linux (iptables)");
        var group = await GroupMatchAsync(slot, processes, cancellation);
        var chain = Chain(slot);
        await IptablesAsync(cancellation, "-N", chain);
        await IptablesAsync(cancellation, "-A", chain, "-p", "tcp", "-s", address, "--sport", TransportPort, "-j", "DROP");
        await IptablesAsync(cancellation, "-A", chain, "-p", "tcp", "-d", address, "--dport", TransportPort, "-j", "DROP");
        await IptablesAsync(cancellation, ["-A", chain, "-p", "tcp", "--dport", TransportPort, "-m", "cgroup", .. group, "-j", "DROP"]);
        await IptablesAsync(cancellation, "-I", "OUTPUT", "-j", chain);
    }

    public async Task HealAsync(string slot)
    {
        foreach (var arguments in (string[][])[["-D", "OUTPUT", "-j", Chain(slot)], ["-F", Chain(slot)], ["-X", Chain(slot)]])
            await Tool.TryAsync("iptables", ["-w", .. arguments], CancellationToken.None);
    }

    /// <summary>What a killed process left behind.</summary>
    public async Task HealAllAsync()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return;
        var (exit, rules) = await Tool.TryAsync("iptables", ["-w", "-S"], CancellationToken.None);
        if (exit != 0) return;
        var prefix = $"-N {Chain("")}";
        foreach (var line in rules.Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal))) await HealAsync(line[prefix.Length..].Trim());
    }

    // The unified hierarchy knows each container by its path; the older one by a class that a group of our own gets.
    private static async Task<string[]> GroupMatchAsync(string slot, IReadOnlyList<int> processes, CancellationToken cancellation)
    {
        var unified = File.ReadLines($"/proc/{processes[0]}/cgroup").FirstOrDefault(line => line.StartsWith("0::/", StringComparison.Ordinal))?["0::/".Length..];
        if (unified is { Length: > 0 }) return ["--path", unified];
        if (!Directory.Exists(NetClass) || !File.Exists(Path.Combine(NetClass, "net_cls.classid")))
        {
            Directory.CreateDirectory(NetClass);
            await Tool.RunAsync("mount", ["-t", "cgroup", "-o", "net_cls", "net_cls", NetClass], cancellation);
        }

        var group = Path.Combine(NetClass, $"quorum-{slot}");
        Directory.CreateDirectory(group);
        var number = (FirstClass + slot.Aggregate(0, (hash, character) => (hash * 31 + character) & 0xffff)).ToString(CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(Path.Combine(group, "net_cls.classid"), number, cancellation);
        foreach (var process in processes) await File.WriteAllTextAsync(Path.Combine(group, "cgroup.procs"), process.ToString(CultureInfo.InvariantCulture), cancellation);
        return ["--cgroup", number];
    }

    private static Task IptablesAsync(CancellationToken cancellation, params string[] arguments) => Tool.RunAsync("iptables", ["-w", .. arguments], cancellation);
}
