using System.Text.Json;

namespace Quorum.Bench.Peers;

/// <summary>What a team without a tool writes: docker build, docker push, aws ecs wait, against the same embedded AWS.</summary>
internal sealed class DeployScript : IAsyncDisposable
{
    private const string Repository = "bench/script", BaseNames = "elasticsearch";
    private readonly Sandbox _sandbox;
    private string _base = "", _cluster = "";
    private string[] _services = [];

    private DeployScript(Sandbox sandbox) => _sandbox = sandbox;

    /// <summary>Why it cannot run here; null when it can.</summary>
    public string? WhyNot { get; private set; }

    private string Image => $"127.0.0.1:{_sandbox.Port}/{Repository}:latest";

    /// <summary>Looks for the programs and a base image, makes the repository and logs in once: that is not measured.</summary>
    public static async Task<DeployScript> FindAsync(Sandbox sandbox)
    {
        var script = new DeployScript(sandbox);
        script.WhyNot = await sandbox.Shell.WhyNotAsync("aws", "--version") ?? await sandbox.Shell.WhyNotAsync("docker", "version", "--format", "{{.Server.Version}}");
        if (script.WhyNot is not null) return script;
        var images = await sandbox.Shell.RunAsync("docker", "images", "--format", "{{.Repository}}:{{.Tag}}");
        script._base = images.Split('\n').FirstOrDefault(name => name.Split(':')[0].EndsWith($"/{BaseNames}", StringComparison.Ordinal) && !name.Contains("<none>", StringComparison.Ordinal) && !name.Contains("127.0.0.1", StringComparison.Ordinal))?.Trim() ?? "";
        if (script._base.Length == 0)
        {
            script.WhyNot = "the Docker engine has no Elasticsearch image to build on";
            return script;
        }

        await sandbox.Shell.RunAsync("aws", "ecr", "create-repository", "--repository-name", Repository);
        await DockerLogin.LogInAsync(sandbox.Shell, sandbox.Port);
        script._cluster = (await Names(sandbox, "list-clusters", "clusterArns")).Single();
        script._services = [.. await Names(sandbox, "list-services", "serviceArns", "--cluster", script._cluster)];
        return script;
    }

    /// <summary>The three commands and nothing else: it deploys nothing, whatever was built.</summary>
    public async Task RunAsync()
    {
        await ImageAsync();
        await WaitAsync();
    }

    /// <summary>With an update of every service, as it takes to bring a change out; ECS finds that nothing is another than it was.</summary>
    public async Task UpdateAsync()
    {
        await ImageAsync();
        await UpdateServicesAsync();
        await WaitAsync();
    }

    /// <summary>With a new deployment of every service, all at once: the kindest reading for the clock, and an outage for the cluster.</summary>
    public async Task ForceAsync()
    {
        await ImageAsync();
        await UpdateServicesAsync("--force-new-deployment");
        await WaitAsync();
    }

    /// <summary>The engine has no image more than before.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_services.Length > 0) await _sandbox.Shell.TryAsync("docker", "rmi", "-f", Image);
    }

    private async Task UpdateServicesAsync(params string[] more)
    {
        foreach (var service in _services) await _sandbox.Shell.RunAsync("aws", ["ecs", "update-service", "--cluster", _cluster, "--service", service, .. more]);
    }

    private async Task ImageAsync()
    {
        await _sandbox.Shell.RunAsync("docker", "build", "-q", "--force-rm", "--network", "none", "-t", Image, "--build-arg", $"BASE_IMAGE={_base}", "images/elasticsearch");
        await _sandbox.Shell.RunAsync("docker", "push", "-q", Image);
    }

    private Task WaitAsync() => _sandbox.Shell.RunAsync("aws", ["ecs", "wait", "services-stable", "--cluster", _cluster, "--services", .. _services.Select(arn => arn.Split('/')[^1])]);

    private static async Task<IEnumerable<string>> Names(Sandbox sandbox, string operation, string list, params string[] more)
    {
        using var json = JsonDocument.Parse(await sandbox.Shell.RunAsync("aws", ["ecs", operation, "--output", "json", .. more]));
        return [.. json.RootElement.GetProperty(list).EnumerateArray().Select(arn => arn.GetString()!)];
    }
}

/// <summary>The Docker CLI's login to an embedded AWS, kept in the folder that DOCKER_CONFIG names; the token is never an argument.</summary>
internal static class DockerLogin
{
    public static async Task LogInAsync(Command shell, int port)
    {
        var token = (await shell.RunAsync("aws", "ecr", "get-login-password")).Trim();
        using var login = shell.Start("docker", "login", "--username", "AWS", "--password-stdin", $"127.0.0.1:{port}");
        await login.StandardInput.WriteAsync(token);
        login.StandardInput.Close();
        var said = await login.StandardError.ReadToEndAsync();
        await login.WaitForExitAsync();
        if (login.ExitCode != 0) throw new Quorum.Pipeline.StageException($"docker login to the embedded AWS failed: {said.Trim()}", "");
    }
}
