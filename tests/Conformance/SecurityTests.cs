using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using System.Text.Json.Nodes;
using Quorum.Access;
using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Secrets;

namespace Quorum.Conformance;

/// <summary>TLS, users and their rotation, over the wire against the process of the embedded AWS.</summary>
public sealed class SecurityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Node_AskedByTheWrongOnes_RefusesInElasticsearchsWords()
    {
        await using var deployment = new Deployment(slotsPerZone: 1);
        var (outcomes, _) = await deployment.DeployAsync(cancellation: Cancellation);
        Assert.Contains(outcomes["ProvisionInfra"].Facts, fact => fact is { Key: "security", Value: "TLS and users" });
        // Roll and smoke test had every right they asked for: what is refused would only be noted there as not read.
        var log = Path.Combine(deployment.Settings.LocalFolder, "log.txt");
        Assert.DoesNotContain("is unauthorized for user", await File.ReadAllTextAsync(log, Cancellation), StringComparison.Ordinal);
        var admin = await deployment.ClientAsync();
        await admin.CreateIndexAsync("books", shards: 1, replicas: 1, null, Cancellation);
        var node = admin.Nodes[0];
        var (smoke, deploy) = ((await deployment.LoginAsync(ClusterUse.Smoke))!, (await deployment.LoginAsync(ClusterUse.Deploy))!);
        Assert.Equal(("quorum-smoke-a", "quorum-deploy-a"), (smoke.User, deploy.User));

        var nobody = await AskAsync(smoke, null, HttpMethod.Get, node, "_cluster/health");
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.Status);
        Assert.Equal("missing authentication credentials for REST request [/_cluster/health]", nobody.Body["error"]!["reason"]!.ToString());
        Assert.Contains("Basic realm=\"security\"", nobody.Challenge, StringComparison.Ordinal);
        var wrong = await AskAsync(smoke, new("quorum-smoke-a", "not-the-password"), HttpMethod.Get, node, "_cluster/health");
        Assert.Equal((HttpStatusCode.Unauthorized, "unable to authenticate user [quorum-smoke-a] for REST request [/_cluster/health]"), (wrong.Status, wrong.Body["error"]!["reason"]!.ToString()));

        var change = await AskAsync(smoke, smoke.Credentials, HttpMethod.Put, node, "_cluster/settings", "{}");
        Assert.Equal((HttpStatusCode.Forbidden, "security_exception"), (change.Status, change.Body["error"]!["type"]!.ToString()));
        Assert.Equal("action [cluster:admin/settings/update] is unauthorized for user [quorum-smoke-a] with effective roles [quorum_smoke], this action is granted by the cluster privileges [manage,all]", change.Body["error"]!["reason"]!.ToString());
        var read = await AskAsync(deploy, deploy.Credentials, HttpMethod.Get, node, "books/_search");
        Assert.StartsWith("action [indices:data/read/search] is unauthorized for user [quorum-deploy-a] with effective roles [quorum_deploy] on indices [books], this action is granted by the index privileges [read,all]", read.Body["error"]!["reason"]!.ToString(), StringComparison.Ordinal);
        foreach (var (login, method, path) in new[] { (smoke, HttpMethod.Put, "quorum-x"), (smoke, HttpMethod.Delete, "books"), (deploy, HttpMethod.Delete, "books"), (deploy, HttpMethod.Put, "_security/user/me"), (deploy, HttpMethod.Post, "_security/user/elastic/_password") })
            Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(login, login.Credentials, method, node, path, "{}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(smoke, smoke.Credentials, HttpMethod.Get, node, "_ssl/certificates")).Status);

        // Whoever trusts another CA does not talk to it, and plain HTTP gets no answer.
        using var other = CertificateAuthority.Create("other", DateTimeOffset.UtcNow);
        var distrusted = await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(smoke with { CaPem = other.CertificatePem }, null, HttpMethod.Get, node, ""));
        Assert.IsType<AuthenticationException>(distrusted.InnerException);
        using var plain = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetStringAsync($"http://{node.Authority}/", Cancellation));

        Assert.Contains("is unauthorized for user [quorum-smoke-a]", await File.ReadAllTextAsync(log, Cancellation), StringComparison.Ordinal);
        Assert.Empty(deployment.FilesWith([smoke.Password, deploy.Password, (await deployment.LoginAsync(ClusterUse.Admin))!.Password, "PRIVATE KEY"]));
        // That it would have found something: names of users are no secret.
        Assert.NotEmpty(deployment.FilesWith(["quorum-smoke-a"]));
    }

    [Fact]
    public async Task RotateSecrets_EndedAgainAndAgain_GoesOnAndNobodyIsEverLockedOut()
    {
        await using var deployment = new Deployment(slotsPerZone: 1);
        await deployment.DeployAsync(cancellation: Cancellation);
        var before = (Smoke: (await deployment.LoginAsync(ClusterUse.Smoke))!, Admin: (await deployment.LoginAsync(ClusterUse.Admin))!);
        var nodes = (await deployment.ClientAsync()).Nodes;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var lockedOut = new List<string>();
        var asked = 0;
        var watching = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                // As any client does: reads CA, user and password, and then asks.
                var login = (await deployment.LoginAsync(ClusterUse.Smoke))!;
                foreach (var node in nodes)
                {
                    try
                    {
                        var answer = await AskAsync(login, login.Credentials, HttpMethod.Get, node, "");
                        asked++;
                        if (answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) lockedOut.Add($"{node}: {answer.Body}");
                    }
                    catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
                    {
                        lockedOut.Add($"{node}: {e.InnerException.Message}");
                    }
                    catch (HttpRequestException)
                    {
                        // The node is being restarted.
                    }
                }
            }
        }, Cancellation);

        // Ended after the passwords, in the middle of roll 1, and in the middle of roll 2; then to the end.
        foreach (var mark in new[] { "passwords: rotated", "roll 1", "roll 2" })
        {
            using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var seen = false;
            await Assert.ThrowsAnyAsync<Exception>(() => deployment.RotateAsync(step =>
            {
                seen |= $"{step.Item}: {step.State}".Contains(mark, StringComparison.Ordinal);
                if (seen && (mark.StartsWith("passwords", StringComparison.Ordinal) || step.State.EndsWith("back, recovered", StringComparison.Ordinal))) interrupt.Cancel();
            }, interrupt.Token));
            Assert.True(seen, mark);
        }
        var rotated = await deployment.RotateAsync(null, Cancellation);
        await end.CancelAsync();
        await watching;

        Assert.Empty(lockedOut);
        Assert.True(asked > 10, $"asked {asked} times");
        Assert.Contains(rotated.Facts, fact => fact.Key == "Rolls");
        var after = (Smoke: (await deployment.LoginAsync(ClusterUse.Smoke))!, Admin: (await deployment.LoginAsync(ClusterUse.Admin))!);
        Assert.NotEqual(before.Smoke.CaPem, after.Smoke.CaPem);
        Assert.Single(after.Smoke.CaPem.Split("BEGIN CERTIFICATE").Skip(1));
        foreach (var node in nodes)
        {
            Assert.IsType<AuthenticationException>((await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(before.Smoke, null, HttpMethod.Get, node, ""))).InnerException);
            foreach (var (old, now) in new[] { (before.Smoke, after.Smoke), (before.Admin, after.Admin) })
            {
                Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(after.Smoke, new(old.User, old.Password), HttpMethod.Get, node, "")).Status);
                Assert.Equal(HttpStatusCode.OK, (await AskAsync(after.Smoke, now.Credentials, HttpMethod.Get, node, "")).Status);
            }
        }
        // What ran before has certificates that do not exist any more: said before a slot is touched, and not by a node that does not start.
        var tasks = await deployment.TasksAsync();
        var back = await Assert.ThrowsAsync<StageException>(() => deployment.RollbackAsync(Cancellation));
        Assert.Contains("ran with certificates that have been rotated since (/tls/1/es-", back.Message, StringComparison.Ordinal);
        Assert.Contains("deploy the version or configuration you want back", back.WayOut, StringComparison.Ordinal);
        Assert.Equal(tasks, await deployment.TasksAsync());

        var (again, _) = await deployment.DeployAsync(cancellation: Cancellation);
        Assert.All(again.Values, outcome => Assert.Equal(StageResult.Unchanged, outcome.Result));
    }

    [Fact]
    public async Task RotateSecrets_ThroughTheBastion_ChangesPasswordsAndCertificates()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the embedded bastion needs a POSIX shell");
        await using var deployment = new Deployment(slotsPerZone: 1);
        await deployment.DeployAsync(cancellation: Cancellation);
        var (before, admin) = ((await deployment.LoginAsync(ClusterUse.Smoke))!, (await deployment.LoginAsync(ClusterUse.Admin))!);
        var node = (await deployment.ClientAsync()).Nodes[0];

        await deployment.RotateAsync(null, Cancellation, settings => settings with { Access = "ssm" });

        var after = (await deployment.LoginAsync(ClusterUse.Smoke))!;
        Assert.Equal(("quorum-smoke-a", "quorum-smoke-b"), (before.User, after.User));
        Assert.NotEqual(before.CaPem, after.CaPem);
        foreach (var login in new[] { after, (await deployment.LoginAsync(ClusterUse.Deploy))!, (await deployment.LoginAsync(ClusterUse.Drill))!, (await deployment.LoginAsync(ClusterUse.Admin))! })
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(login, login.Credentials, HttpMethod.Get, node, "_security/_authenticate")).Status);
        foreach (var old in new[] { before, admin })
            Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(after, old.Credentials, HttpMethod.Get, node, "")).Status);
        Assert.Empty(deployment.FilesWith([after.Password, before.Password, admin.Password]));
    }

    [Fact]
    public async Task Deploy_WithSecurityOff_SaysSoAndRunsPlain()
    {
        await using var deployment = new Deployment(slotsPerZone: 1);
        var (outcomes, _) = await deployment.DeployAsync(cancellation: Cancellation, change: settings => settings with { Security = "off" });
        Assert.Contains(outcomes["ProvisionInfra"].Facts, fact => fact.Key == "security" && fact.Value.StartsWith("none: switched off", StringComparison.Ordinal));
        Assert.Null(await deployment.LoginAsync(ClusterUse.Smoke));
        // The cluster that has formed without stays without, and it is said.
        var (again, _) = await deployment.DeployAsync(cancellation: Cancellation);
        Assert.Contains(again["ProvisionInfra"].Facts, fact => fact.Key == "security" && fact.Value.Contains("formed without TLS", StringComparison.Ordinal));
        Assert.Equal(StageResult.Unchanged, again["RollService"].Result);
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body, string Challenge)> AskAsync(ClusterLogin trust, ClusterCredentials? as_, HttpMethod method, Uri node, string path, string? body = null)
    {
        using var http = new HttpMessageInvoker(DirectAccess.Create(trust.CaPem, as_, new Redaction()));
        using var request = new HttpRequestMessage(method, new Uri(node, path));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await http.SendAsync(request, Cancellation);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!, response.Headers.WwwAuthenticate.ToString());
    }
}
