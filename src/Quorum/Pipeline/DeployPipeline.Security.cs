using Quorum.Elasticsearch;
using Quorum.Provisioning;
using Quorum.Reporting;
using Quorum.Rollout.Aws;
using Quorum.Secrets;
using Quorum.Settings;

namespace Quorum.Pipeline;

// Who the stages are to the cluster, where certificates and passwords come from, and their rotation.
public sealed partial class DeployPipeline
{
    private readonly Dictionary<ClusterUse, ClusterLogin?> _logins = [];
    private readonly List<(ClusterLogin? Login, HttpMessageInvoker Http)> _http = [];

    /// <summary>New passwords, then new certificates in two rolls; a run that was ended goes on where it was.</summary>
    public async Task<StageOutcome> RotateSecretsAsync(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var started = clock.Now;
        await RequireAccountOnAwsAsync(progress, cancellation);
        var infra = await InfraAsync(cancellation);
        var (image, version) = await new DeployedImages(Aws.Ecs, Aws.Ssm, Settings).SingleAsync(cancellation);
        var settings = Settings with { ElasticsearchVersion = version };
        var (store, names) = (Store(infra), Names(infra));
        var users = new ClusterUsers(store, names, new LoginReader(store, names), await AdminClientAsync(infra, cancellation));
        progress.Report(new("passwords", "rotating"));
        var rotated = await users.RotateAsync(cancellation);
        progress.Report(new("passwords", "rotated", Detail: string.Join(", ", rotated)));
        var rotation = new CertificateRotation(store, names, infra, new ClusterMaterial(store, names, infra, clock), RollAsync, clock);
        var until = await rotation.RunAsync(cancellation);
        // Who read the former users' passwords had two rolls' time to end.
        await users.RetireAsync(cancellation);
        ForgetLogins();
        return StageOutcome.Changed("RotateSecrets", $"new passwords of {string.Join(", ", rotated)}; new certificates until {until:yyyy-MM-dd}",
            ("Passwords", string.Join(", ", rotated)), ("Certificates", $"of a new CA, until {until:yyyy-MM-dd}"), ("Rolls", "trust, then certificates")) with { Started = started };

        async Task RollAsync(string what, CancellationToken stop)
        {
            progress.Report(new("certificates", what));
            ForgetLogins();
            await this.RollAsync(settings, infra, image, progress, stop);
        }
    }

    /// <summary>What <see cref="RotateSecretsAsync"/> would do now; reads only.</summary>
    public async Task<StageOutcome> DryRotateSecretsAsync(CancellationToken cancellation)
    {
        var infra = await InfraAsync(cancellation);
        var state = await new ClusterMaterial(Store(infra), Names(infra), infra, clock).StateAsync(cancellation) ?? throw new StageException("This cluster has no certificates to rotate.", "./build.sh Deploy forms it, with them");
        var certificates = state.Step switch
        {
            null => "make a new CA, roll to trust both, roll to new certificates",
            RotationStep.Trust => "go on: finish the roll to trust both CAs, then roll to new certificates",
            _ => "go on: finish the roll to new certificates",
        };
        return StageOutcome.Planned("RotateSecrets", $"would give new passwords to {LoginReader.Superuser} and {string.Join(", ", ClusterRoles.All.Select(each => each.Role.Name))}; would {certificates}; would drop the former CA and users");
    }

    /// <summary>Who we are to the cluster for this use; null when the cluster has no security. Read once, until <see cref="ForgetLogins"/>.</summary>
    private async Task<ClusterLogin?> LoginAsync(ClusterUse use, CancellationToken cancellation)
    {
        if (_logins.TryGetValue(use, out var known)) return known;
        var infra = await InfraAsync(cancellation);
        return _logins[use] = await new LoginReader(Store(infra), Names(infra)).ReadAsync(use, cancellation);
    }

    /// <summary>As the deploy user, whose login was read before.</summary>
    private ElasticsearchClient Connect(IReadOnlyList<Uri> nodes) =>
        _logins.TryGetValue(ClusterUse.Deploy, out var login) ? ConnectAs(login, nodes) : throw new InvalidOperationException("The login is read (LoginAsync) before anything connects.");

    private ElasticsearchClient ConnectAs(ClusterLogin? login, IReadOnlyList<Uri> nodes)
    {
        var http = _http.Find(each => each.Login == login).Http;
        if (http is null) _http.Add((login, http = new HttpMessageInvoker(Reach(login))));
        return new ElasticsearchClient(http, nodes, ClientOptions, clock);
    }

    /// <summary>The clients that are in use go on; the next ones read CA, user and password anew.</summary>
    private void ForgetLogins()
    {
        _logins.Clear();
        // An invoker that a client still has must not be disposed under it; without a pool of its own it holds nothing but idle connections, which end by themselves.
        _http.Clear();
    }

    private async Task<ElasticsearchClient?> WriterAsync(ElasticsearchClient reader, CancellationToken cancellation) =>
        Settings.WriteProbe ? ConnectAs(await LoginAsync(ClusterUse.Deploy, cancellation), reader.Nodes) : null;

    /// <summary>Decides on the cluster's security and makes what it needs in SSM, before the first task definition names it.</summary>
    private async Task<StageOutcome> WithSecretsAsync(StageOutcome outcome, InfraOutputs infra, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var material = new ClusterMaterial(Store(infra), Names(infra), infra, clock);
        var formed = await new SsmRollStore(Aws.Ssm, infra.ParameterPath).ReadBootstrappedAsync(cancellation) is not null;
        var choice = SecurityChoice.Decide(new(
            Settings.Security == "on", Settings.Cloud, await material.StateAsync(cancellation) is not null, formed,
            !(Settings.LocalRuntime == "containers" && Settings.BaseImage.StartsWith(QuorumSettings.TestImages, StringComparison.Ordinal))));
        progress.Report(new("security", choice.On ? "on" : "off", Detail: choice.Why));
        if (!choice.On) return outcome with { Facts = [.. outcome.Facts, new("security", choice.Why)] };
        var made = await material.EnsureAsync(cancellation);
        if (made.Count > 0) progress.Report(new("security", "made", Detail: $"{made.Count} parameters below {infra.ParameterPath} and /quorum-ca/{infra.ClusterName}"));
        return outcome with
        {
            Result = made.Count > 0 && outcome.Result == StageResult.Unchanged ? StageResult.Changed : outcome.Result,
            Facts = [.. outcome.Facts, new("security", choice.Why), new("secrets made", $"{made.Count}")],
        };
    }

    /// <summary>What it changed of roles and users, as text; null where none can be made: no security, or no cluster yet.</summary>
    private async Task<string?> EnsureUsersAsync(InfraOutputs infra, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        if (await new SsmRollStore(Aws.Ssm, infra.ParameterPath).ReadBootstrappedAsync(cancellation) is null) return null;
        var (store, names) = (Store(infra), Names(infra));
        try
        {
            var changed = await new ClusterUsers(store, names, new LoginReader(store, names), await AdminClientAsync(infra, cancellation)).EnsureAsync(cancellation);
            if (changed is null) return null;
            if (changed.Count > 0) _logins.Clear();
            var text = changed.Count == 0 ? "as they should be" : $"made {string.Join(", ", changed)}";
            progress.Report(new("users", text));
            return text;
        }
        catch (ElasticsearchException away) when (away.Status is null || (int)away.Status >= 500)
        {
            // A cluster that does not answer is the roll's business; the users' turn comes after it.
            progress.Report(new("users", "later", Detail: away.Message));
            return null;
        }
    }

    private async Task<Func<ClusterLogin, ElasticsearchClient>> AdminClientAsync(InfraOutputs infra, CancellationToken cancellation)
    {
        var nodes = await new RollSite(Aws, Settings, infra, clock).NodesAsync(cancellation);
        return login => ConnectAs(login, nodes);
    }

    /// <summary>A line to ask the cluster by hand: with the CA in a file, and a command that reads the password where it is used.</summary>
    private async Task<string> CurlAsync(Uri url, CancellationToken cancellation)
    {
        if (Settings.Access == Ssm) return "./build.sh Connect";
        if (await LoginAsync(ClusterUse.Smoke, cancellation) is not { } login) return $"curl {url}";
        return login.Curl(url, await WriteCaAsync(login, cancellation), LocalEndpoint, Settings.Region);
    }

    private string? LocalEndpoint => Settings.Cloud == CloudKind.Local ? Settings.LocalEndpoint : null;

    /// <returns>The file, relative to the root.</returns>
    private async Task<string> WriteCaAsync(ClusterLogin login, CancellationToken cancellation)
    {
        var file = Path.Combine(Settings.Root, ".nuke", "temp", $"{Settings.ClusterName}-ca.crt");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, login.CaPem, cancellation);
        return Path.GetRelativePath(Settings.Root, file);
    }

    private SecretStore Store(InfraOutputs infra) => new(Aws.Ssm, Redaction.Shared, infra.KmsKeyArn);

    private static SecretNames Names(InfraOutputs infra) => new(infra.ParameterPath, infra.ClusterName);
}
