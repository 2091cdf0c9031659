using Quorum.Access;
using Quorum.Reporting;
using Quorum.Rollout.Aws;
using Quorum.Secrets;

namespace Quorum.Pipeline;

// A way to the private cluster for people.
public sealed partial class DeployPipeline
{
    private const int LeastPort = 1024, MostPort = 65535;

    /// <summary>Opens a port on 127.0.0.1 until it is interrupted; where the cluster is reached directly it only says the line to ask it with.</summary>
    /// <param name="port">As given; null for 9200.</param>
    /// <param name="say">Shown at once, not at the end.</param>
    public async Task<StageOutcome> ConnectAsync(string? port, Action<string> say, CancellationToken cancellation)
    {
        var number = TaskDefinitionSpec.HttpPort;
        if (port is not null && (!int.TryParse(port, out number) || number is < LeastPort or > MostPort))
            throw new InputException([new InputProblem("ConnectPort", port, $"a number from {LeastPort} to {MostPort}")]);
        var infra = await InfraAsync(cancellation);
        var login = await LoginAsync(ClusterUse.Smoke, cancellation);
        var nodes = await new RollSite(Aws, Settings, infra, clock).NodesAsync(cancellation);
        if (nodes.Count == 0) throw new StageException("No slot has an instance yet.", "./build.sh Deploy");
        if (Settings.Access != Ssm)
        {
            var line = await CurlAsync(new Uri(nodes[0], "_cluster/health?pretty"), cancellation);
            say(line);
            return StageOutcome.Unchanged("Connect", "the cluster is reached directly: no port is needed") with { Next = [line] };
        }
        if (await TunnelAsync(nodes[0], login, number, say, cancellation) is { } tunnelled) return tunnelled;
        using var http = new HttpMessageInvoker(Reach(login));
        using var proxy = new LocalProxy(http, nodes, number);
        proxy.Start();
        var file = await WriteTokenAsync(proxy.Token, cancellation);
        try
        {
            say($"Connected through the bastion as {login?.User ?? "nobody (the cluster has no security)"}. In another terminal:");
            say($"  curl -K {Path.GetRelativePath(Settings.Root, file)} '{proxy.Address}_cluster/health?pretty'");
            say("Ctrl+C ends it.");
            await proxy.RunAsync(cancellation);
        }
        finally
        {
            File.Delete(file);
        }
        return StageOutcome.Unchanged("Connect", $"closed after {proxy.Passed} requests", ("Port", $"{number}"), ("User", login?.User ?? "none"));
    }

    /// <summary>By the session-manager-plugin, where it is installed and whoever runs this may start sessions.</summary>
    /// <returns>Null when it cannot be, which is said: the proxy is the way then.</returns>
    private async Task<StageOutcome?> TunnelAsync(Uri node, ClusterLogin? login, int port, Action<string> say, CancellationToken cancellation)
    {
        if (SessionPlugin.Find(Environment.GetEnvironmentVariable("PATH")) is not { } plugin) return null;
        var why = await plugin.RefusalAsync(cancellation);
        if (why is null)
        {
            var line = login is null ? $"curl --connect-to {node.Authority}:127.0.0.1:{port} '{node}_cluster/health?pretty'" : login.Curl(new Uri(node, "_cluster/health?pretty"), await WriteCaAsync(login, cancellation), LocalEndpoint, Settings.Region, port);
            var bastion = await new BastionLookup(Aws.Ec2, Settings.ClusterName, clock).FindAsync(cancellation);
            why = await new SessionTunnel(Aws.Ssm, plugin, Settings.Region, Redaction.Shared).RunAsync(bastion, node, port, () =>
            {
                say($"Connected to {node.Host} by Session Manager. In another terminal:");
                say($"  {line}");
                say("Ctrl+C ends it.");
            }, cancellation);
            if (why is null) return StageOutcome.Unchanged("Connect", "the session is ended", ("Port", $"{port}"), ("By", "session-manager-plugin"));
        }
        say($"Not by session-manager-plugin, but by a proxy over RunCommand: {why}");
        return null;
    }

    /// <summary>For curl's -K: who may read the file may use the port.</summary>
    private async Task<string> WriteTokenAsync(string token, CancellationToken cancellation)
    {
        var file = Path.Combine(Settings.Root, ".nuke", "temp", $"{Settings.ClusterName}-connect.curl");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // A file that is there keeps its rights when it is written over.
        File.Delete(file);
        await using var writer = new StreamWriter(new FileStream(file, options));
        await writer.WriteAsync($"header = \"{LocalProxy.TokenHeader}: {token}\"\nnoproxy = \"127.0.0.1\"\n".AsMemory(), cancellation);
        return file;
    }
}
