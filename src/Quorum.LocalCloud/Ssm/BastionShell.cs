using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Quorum.LocalCloud.Apply;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Ssm;

/// <summary>
/// Runs a command as the bastion: a real shell with real curl in a home of its own. Two things of AWS are played: the private zone (a .curlrc
/// that resolves the slots' names to their loopback addresses) and the AWS CLI (a program that asks this process, with the instance's role).
/// </summary>
internal sealed class BastionShell(World world)
{
    public const string TokenHeader = "X-Quorum-Bastion";
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Known to this process and its shells only; who has it acts as the bastion's role.</summary>
    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private string Home => Path.Combine(world.Folder, "bastion");

    /// <summary>Slot's private name → loopback address; the bastion reaches both.</summary>
    public static IReadOnlyList<(string Name, string Address)> Nodes(World world)
    {
        var inventory = world.Get<Inventory>();
        return [.. inventory.Instances.Where(i => i.Slot.Length > 0 && i.State == InventoryInstance.Running).Select(i => ($"{i.Slot}.{inventory.PrivateZone}", i.Address))];
    }

    /// <exception cref="System.ComponentModel.Win32Exception">This machine has no shell.</exception>
    public async Task<(int Exit, string Output, string Error)> RunAsync(string script, IReadOnlyList<(string Name, string Address)> nodes, CancellationToken stop)
    {
        Prepare(nodes);
        var start = new ProcessStartInfo("/bin/sh", ["-s"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Home };
        // Nothing of this process's environment: no proxy, no keys of the user's.
        start.Environment.Clear();
        start.Environment["PATH"] = $"{Path.Combine(Home, "bin")}:/usr/local/bin:/usr/bin:/bin";
        start.Environment["HOME"] = Home;
        start.Environment["TMPDIR"] = Path.Combine(Home, "tmp");
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["QUORUM_BASTION_TOKEN"] = Token;
        start.Environment["QUORUM_BASTION_URL"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{world.Port}/_quorum/bastion/aws");
        using var shell = Process.Start(start)!;
        using var kill = stop.Register(() => End(shell));
        var output = shell.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = shell.StandardError.ReadToEndAsync(CancellationToken.None);
        await shell.StandardInput.WriteAsync(script.AsMemory(), CancellationToken.None).ConfigureAwait(false);
        shell.StandardInput.Close();
        await shell.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        return (shell.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
    }

    private static void End(Process shell)
    {
        try
        {
            shell.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself meanwhile.
        }
    }

    private void Prepare(IReadOnlyList<(string Name, string Address)> nodes)
    {
        foreach (var folder in new[] { Home, Path.Combine(Home, "bin"), Path.Combine(Home, "tmp") })
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, Owner);
        }
        Write(Path.Combine(Home, ".curlrc"), string.Concat(nodes.Select(node => string.Create(CultureInfo.InvariantCulture, $"resolve = \"{node.Name}:{BastionCommand.HttpPort}:{node.Address}\"\n"))));
        Write(Path.Combine(Home, "bin", "aws"), AwsCli);
    }

    // Renamed over: another command may be reading it.
    private static void Write(string path, string text)
    {
        if (File.Exists(path) && File.ReadAllText(path) == text) return;
        var temporary = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllText(temporary, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(temporary, Owner);
        File.Move(temporary, path, overwrite: true);
    }

    private const string AwsCli = """
        #!/bin/sh
        # The embedded bastion's AWS CLI: asks the embedded AWS, which acts with the rights of the instance's role.
        for argument; do shift; set -- "$@" --data-urlencode "argument=$argument"; done
        answer=$(printf 'X-Quorum-Bastion: %s\n' "$QUORUM_BASTION_TOKEN" | curl -q -sS --fail-with-body -H @- "$@" "$QUORUM_BASTION_URL") || { printf '%s\n' "$answer" >&2; exit 254; }
        printf '%s\n' "$answer"

        """;
}
