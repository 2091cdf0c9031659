using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Quorum.LocalCloud.Host;

namespace Quorum.LocalCloud.Tests.Host;

public sealed class HostTests
{
    private const string Signature = "AWS4-HMAC-SHA256 Credential=id/20260101/eu-west-1/test/aws4_request, SignedHeaders=host, Signature=0";

    [Fact]
    public async Task Health_AfterStart_NamesFolderAndProcess()
    {
        await using var cloud = await TestCloud.StartAsync();
        var health = await cloud.Http.GetFromJsonAsync<JsonObject>("/_quorum/health");
        Assert.Equal("ok", (string?)health!["status"]);
        Assert.Equal(Environment.ProcessId, (int?)health["pid"]);
        Assert.Equal(cloud.Folder, (string?)health["folder"]);
        Assert.Equal(Environment.ProcessId.ToString(), File.ReadLines(Path.Combine(cloud.Folder, "pid")).First());
    }

    [Fact]
    public async Task Start_PortTaken_SaysSoWithItsOwnExitCode()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var e = await Assert.ThrowsAsync<HostStartException>(() => TestCloud.StartAsync(port: port));
        Assert.Equal(ExitCodes.PortTaken, e.ExitCode);
        Assert.Contains($"{port}", e.Message);
    }

    [Fact]
    public async Task Start_FolderInUse_IsRefused()
    {
        await using var cloud = await TestCloud.StartAsync();
        var e = await Assert.ThrowsAsync<HostStartException>(() => TestCloud.StartAsync(folder: cloud.Folder));
        Assert.Equal(ExitCodes.FolderUnusable, e.ExitCode);
    }

    [Fact]
    public async Task Start_DamagedState_IsMovedAsideAndTheNextStartHeals()
    {
        await using var cloud = await TestCloud.StartAsync(WithNotes);
        await SendAsync(cloud, "Test.Write", """{"text":"kept"}""");
        await cloud.Host.DisposeAsync();
        File.Delete(Path.Combine(cloud.Folder, "state", "journal"));
        var file = Path.Combine(cloud.Folder, "state", "notes.json");
        await File.WriteAllTextAsync(file, """{"text":"ke""");
        var e = await Assert.ThrowsAsync<HostStartException>(() => LocalCloudHost.StartAsync(TestCloud.Options(cloud.Folder), WithNotes));
        Assert.Equal(ExitCodes.DamagedState, e.ExitCode);
        await cloud.RestartAsync();
        Assert.Equal("", (string?)(await SendAsync(cloud, "Test.Read", "{}"))["text"]);
        Assert.Single(Directory.GetFiles(Path.Combine(cloud.Folder, "state"), "notes.json.damaged-*"));
    }

    [Fact]
    public async Task State_WhenAnswered_IsOnDisk()
    {
        await using var cloud = await TestCloud.StartAsync(WithNotes);
        await SendAsync(cloud, "Test.Write", """{"text":"durable"}""");
        Assert.Contains("durable", await File.ReadAllTextAsync(Path.Combine(cloud.Folder, "state", "journal")));
        await cloud.RestartAsync();
        Assert.Equal("durable", (string?)(await SendAsync(cloud, "Test.Read", "{}"))["text"]);
    }

    [Fact]
    public async Task UnknownOperation_IsRefusedByName()
    {
        await using var cloud = await TestCloud.StartAsync(WithNotes);
        var answer = await SendAsync(cloud, "Test.Vanish", "{}", HttpStatusCode.BadRequest);
        Assert.Equal("UnknownOperationException", (string?)answer["__type"]);
        Assert.Contains("Vanish", (string?)answer["message"]);
    }

    [Fact]
    public async Task UnknownAction_IsRefusedByNameInXml()
    {
        await using var cloud = await TestCloud.StartAsync(WithNotes);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new FormUrlEncodedContent([new("Action", "Vanish"), new("Version", "2011-06-15")]) };
        request.Headers.TryAddWithoutValidation("Authorization", Signature);
        using var response = await cloud.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = XElement.Parse(await response.Content.ReadAsStringAsync()).Element("Error")!;
        Assert.Equal("InvalidAction", error.Element("Code")!.Value);
        Assert.Contains("Vanish", error.Element("Message")!.Value);
    }

    [Fact]
    public async Task Call_Unsigned_IsRefused()
    {
        await using var cloud = await TestCloud.StartAsync(WithNotes);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("{}") };
        request.Headers.Add("X-Amz-Target", "Test.Read");
        using var response = await cloud.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Call_OfAnotherRegion_IsRefusedOnceTheWorldHasOne()
    {
        await using var cloud = await TestCloud.StartAsync(WithNotes);
        await SendAsync(cloud, "Test.Write", """{"text":"x"}""");
        using var request = Request("Test.Read", "{}", Signature.Replace("eu-west-1", "us-east-1"));
        using var response = await cloud.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("eu-west-1", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Faults_LostAnswer_HappensAfterTheEffect()
    {
        await using var cloud = await TestCloud.StartAsync(WithNotes);
        (await cloud.Http.PostAsJsonAsync("/_quorum/faults", new { lostAnswer = 1.0, seed = 5 })).EnsureSuccessStatusCode();
        await SendAsync(cloud, "Test.Write", """{"text":"done"}""", HttpStatusCode.InternalServerError);
        (await cloud.Http.PostAsJsonAsync("/_quorum/faults", new { })).EnsureSuccessStatusCode();
        Assert.Equal("done", (string?)(await SendAsync(cloud, "Test.Read", "{}"))["text"]);
    }

    [Fact]
    public async Task Faults_SameSeed_SameTroubles()
    {
        await using var cloud = await TestCloud.StartAsync(WithNotes);
        async Task<string> RunAsync(int seed)
        {
            (await cloud.Http.PostAsJsonAsync("/_quorum/faults", new { throttle = 0.3, serverError = 0.2, seed })).EnsureSuccessStatusCode();
            var seen = "";
            for (var i = 0; i < 40; i++)
            {
                using var response = await cloud.Http.SendAsync(Request("Test.Read", "{}", Signature));
                seen += response.StatusCode switch { HttpStatusCode.OK => '.', HttpStatusCode.BadRequest => 't', _ => 's' };
            }
            return seen;
        }
        var first = await RunAsync(7);
        Assert.Equal(first, await RunAsync(7));
        Assert.NotEqual(first, await RunAsync(8));
        Assert.Contains('t', first);
        Assert.Contains('s', first);
    }

    [Fact]
    public async Task Faults_BadRates_AreAllNamed()
    {
        await using var cloud = await TestCloud.StartAsync();
        using var response = await cloud.Http.PostAsJsonAsync("/_quorum/faults", new { throttle = 2.0, gremlins = 1 });
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("throttle", text);
        Assert.Contains("gremlins", text);
    }

    [Fact]
    public async Task Shutdown_Asked_EndsAndForgetDeletesTheState()
    {
        await using var cloud = await TestCloud.StartAsync(WithNotes);
        await SendAsync(cloud, "Test.Write", """{"text":"x"}""");
        (await cloud.Http.PostAsync("/_quorum/shutdown?forget=true", null)).EnsureSuccessStatusCode();
        await cloud.Host.Ended;
        await cloud.Host.DisposeAsync();
        Assert.False(Directory.Exists(Path.Combine(cloud.Folder, "state")));
        Assert.False(File.Exists(Path.Combine(cloud.Folder, "pid")));
    }

    [Fact]
    public void Options_SeveralProblems_AllAreNamed()
    {
        var problems = new List<string>();
        Assert.Null(HostOptions.Parse(["serve", "--port", "99999", "--runtime", "magic", "--what", "x"], problems));
        Assert.Equal(4, problems.Count);
    }

    /// <summary>A tiny service: one text, written and read.</summary>
    private static void WithNotes(Microsoft.AspNetCore.Builder.WebApplication app, World world, AwsOperations operations)
    {
        var notes = new Notes();
        world.State.Add(notes);
        operations.Add("Test", "Write", r =>
        {
            notes.Text = r.Required("text");
            r.World.State.Changed("notes");
            return null;
        });
        operations.Add("Test", "Read", _ => new JsonObject { ["text"] = notes.Text });
    }

    private static HttpRequestMessage Request(string target, string body, string authorization)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(body) };
        request.Headers.Add("X-Amz-Target", target);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return request;
    }

    private static async Task<JsonObject> SendAsync(TestCloud cloud, string target, string body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await cloud.Http.SendAsync(Request(target, body, Signature));
        Assert.Equal(expected, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    private sealed class Notes : IStatePart
    {
        public string Text { get; set; } = "";
        public string Name => "notes";
        public void Write(Utf8JsonWriter writer)
        {
            writer.WriteStartObject();
            writer.WriteString("text", Text);
            writer.WriteEndObject();
        }
        public void Read(JsonElement json) => Text = json.GetProperty("text").GetString()!;
    }

    [Theory]
    [InlineData("5", 5L)]
    [InlineData("five", null)]
    [InlineData(null, null)]
    public void StartCount_Lost_IsNoCountThatWasThere(string? text, long? expected)
    {
        var folder = Directory.CreateTempSubdirectory("quorum-starts-").FullName;
        try
        {
            Assert.Equal(0, StartCount.Take(folder));
            Assert.Equal(1, StartCount.Take(folder));
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "state")).FullName, "journal"), "");
            if (text is null) File.Delete(Path.Combine(folder, "starts"));
            else File.WriteAllText(Path.Combine(folder, "starts"), text);
            var taken = StartCount.Take(folder);
            if (expected is { } count) Assert.Equal(count, taken);
            else Assert.True(taken > 1_000_000_000, $"{taken}");
            Assert.Equal(taken + 1, StartCount.Take(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
