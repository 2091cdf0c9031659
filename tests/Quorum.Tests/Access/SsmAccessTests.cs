using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.Access;
using Quorum.Elasticsearch;
using Quorum.Tests.Elasticsearch;
using Quorum.Tests.Smoke;

namespace Quorum.Tests.Access;

public sealed class SsmAccessTests : IDisposable
{
    private const string Password = "p'a\"s\\s w$rd";
    private static readonly SsmAccessOptions Options = new("elastic", "/quorum/x/elastic-password", null) { CurlTimeout = TimeSpan.FromSeconds(10) };
    private readonly string _folder = Directory.CreateTempSubdirectory("quorum-bastion-").FullName;
    private readonly Bastion _bastion;
    private readonly HttpMessageInvoker _http;

    public SsmAccessTests()
    {
        var (ssm, bastion) = Bastion.Create(_folder, new Dictionary<string, string> { ["/quorum/x/elastic-password"] = Password });
        _bastion = bastion;
        _http = new HttpMessageInvoker(new SsmAccess(ssm, _ => Task.FromResult("i-bastion"), Options, new ManualClock()));
    }

    [Fact]
    public async Task Request_WithABody_ArrivesAsItWasWithTheBastionsOwnCredentials()
    {
        using var node = new ScriptedNode(201, """{"_id":"1","result":"created"}""");
        var source = """{"text":"it's \"quoted\" $HOME `id` \\ ü"}""";
        var written = await Client(node).CreateDocumentAsync("i", "a'b c", source, default);
        Assert.Equal("created", written.Result);
        var request = node.Requests.Single();
        Assert.Equal(("PUT", "/i/_create/a%27b%20c", source), (request.Method, request.Path, request.Body));
        Assert.Contains($"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"elastic:{Password}"))}", request.Headers);
        Assert.Contains("Content-Type: application/json", request.Headers);
    }

    [Fact]
    public async Task Request_Password_IsInNoCommandThatSsmKeeps()
    {
        using var node = new ScriptedNode(200, Answers.Root);
        await Client(node).RootAsync(default);
        Assert.All(_bastion.Commands, command => Assert.DoesNotContain(Password, command.Parameters["commands"][0]));
        Assert.All(_bastion.Commands, command => Assert.InRange(command.Comment.Length, 1, 100));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _http.SendAsync(new HttpRequestMessage(HttpMethod.Get, node.Address) { Headers = { Authorization = new("Basic", "x") } }, default));
    }

    [Fact]
    public async Task Answer_PastTheOutputLimit_ComesBackWholeInPieces()
    {
        // Random text does not compress, so that it needs several pieces.
        var text = Convert.ToHexString(RandomNumberGenerator.GetBytes(60_000));
        using var node = new ScriptedNode(200, $$"""[{"index":"{{text}}","shard":"0","prirep":"p","state":"STARTED"}]""");
        var shard = Assert.Single(await Client(node).ShardsAsync(default));
        Assert.Equal(text, shard.Index);
        Assert.Single(node.Requests);
        Assert.True(_bastion.Commands.Count > 3, $"{_bastion.Commands.Count}");
    }

    [Fact]
    public async Task Output_CutBelowOurPieces_IsNoticedAndTheRestIsFetched()
    {
        // Less than a piece of ours is kept: what arrived is data, the notice is none, and the answer is whole all the same.
        _bastion.OutputLimit = 9_000;
        var text = Convert.ToHexString(RandomNumberGenerator.GetBytes(30_000));
        using var node = new ScriptedNode(200, $$"""[{"index":"{{text}}","shard":"0","prirep":"p","state":"STARTED"}]""");
        Assert.Equal(text, Assert.Single(await Client(node).ShardsAsync(default)).Index);
        Assert.Single(node.Requests);
    }

    [Fact]
    public async Task Output_CutToNothing_IsAnErrorAndNotHalfAnAnswer()
    {
        _bastion.OutputLimit = 20;
        using var node = new ScriptedNode(200, Answers.Root);
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => Client(node).RootAsync(default));
        Assert.Contains("it was cut", e.InnerException!.Message);
    }

    [Fact]
    public async Task Answer_AnErrorOfElasticsearch_IsTheSameAsDirectly()
    {
        using var node = new ScriptedNode(503, Answers.NoMaster);
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => Client(node).RootAsync(default));
        Assert.Equal("master_not_discovered_exception", e.Type);
    }

    [Fact]
    public async Task Node_ThatIsGone_IsUnreachableSoThatAWriteMayGoToTheNext()
    {
        using var node = new ScriptedNode(201, """{"_id":"1","result":"created"}""");
        var client = new ElasticsearchClient(_http, [ScriptedNode.Nobody(), node.Address], Slow, new ManualClock());
        await client.CreateDocumentAsync("i", "1", "{}", default);
        Assert.Single(node.Requests);
    }

    [Fact]
    public async Task Write_AnswerOfSendCommandLost_IsNeverRepeated()
    {
        using var node = new ScriptedNode(201, """{"_id":"1","result":"created"}""");
        _bastion.AfterSend = _ => throw new AmazonServiceException("connection reset");
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => Client(node).CreateDocumentAsync("i", "1", "{}", default));
        Assert.Equal((ElasticsearchException.TypeNoAnswer, false), (e.Type, e.HadNoEffect));
        Assert.Single(node.Requests);
    }

    [Fact]
    public async Task Read_AnswerOfSendCommandLost_IsAskedAgain()
    {
        using var node = new ScriptedNode(200, Answers.Root);
        _bastion.AfterSend = number =>
        {
            if (number == 1) throw new AmazonServiceException("connection reset");
        };
        Assert.Equal("es-a1", (await Client(node).RootAsync(default)).Name);
        Assert.Equal(2, node.Requests.Count);
    }

    [Fact]
    public async Task Bastion_Gone_IsUnreachableAndSaysSo()
    {
        _bastion.BeforeSend = _ => throw new InvalidInstanceIdException("not connected");
        using var node = new ScriptedNode(200, Answers.Root);
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => Client(node).CreateDocumentAsync("i", "1", "{}", default));
        Assert.Equal((ElasticsearchException.TypeUnreachable, true), (e.Type, e.HadNoEffect));
        Assert.Contains("the bastion i-bastion is not connected", e.InnerException!.Message);
    }

    [Theory]
    [InlineData("DeliveryTimedOut", ElasticsearchException.TypeUnreachable)]
    [InlineData("Undeliverable", ElasticsearchException.TypeUnreachable)]
    [InlineData("ExecutionTimedOut", ElasticsearchException.TypeNoAnswer)]
    [InlineData("Cancelled", ElasticsearchException.TypeNoAnswer)]
    [InlineData("InProgress", ElasticsearchException.TypeNoAnswer)]
    public async Task Command_ThatDoesNotSucceed_IsToldApartByWhetherItMayHaveRun(string status, string type)
    {
        _bastion.StatusInstead = status;
        using var node = new ScriptedNode(200, Answers.Root);
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => Client(node).CreateDocumentAsync("i", "1", "{}", default));
        Assert.Equal(type, e.Type);
    }

    [Fact]
    public async Task Parameter_Missing_IsNoAnswerAndNothingIsSent()
    {
        File.Delete(Path.Combine(_folder, "_quorum_x_elastic-password"));
        using var node = new ScriptedNode(200, Answers.Root);
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => Client(node).CreateDocumentAsync("i", "1", "{}", default));
        Assert.Contains("a parameter cannot be read", e.Reason);
        Assert.Empty(node.Requests);
    }

    [Fact]
    public async Task Request_BodyTooLargeForSsm_IsRefusedByName()
    {
        using var node = new ScriptedNode(200, "{}");
        var source = $$"""{"x":"{{Convert.ToHexString(RandomNumberGenerator.GetBytes(60_000))}}"}""";
        var e = await Assert.ThrowsAsync<ElasticsearchException>(() => Client(node).CreateDocumentAsync("i", "1", source, default));
        Assert.Contains("send fewer documents", e.Reason);
        Assert.Empty(_bastion.Commands);
    }

    [Theory]
    [InlineData("")]
    [InlineData("quorum other 0 10 200 application/json\nabcd")]
    [InlineData("sh: curl: not found\n")]
    [InlineData("quorum id 0 ten 200 x\nabcd")]
    public void Output_OfSomethingElse_IsRefused(string output) => Assert.Throws<HttpRequestException>(() => CurlOutput.Parse(output, "id"));

    [Fact]
    public void Output_CutBySsm_EndsBeforeTheNotice()
    {
        var parsed = CurlOutput.Parse("quorum id 0 50000 200 application/json\nabcd+/\n---Output truncated---", "id");
        Assert.Equal(("abcd+/", 50000, "application/json"), (parsed.Piece, parsed.TotalCharacters, parsed.ContentType));
    }

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static readonly ElasticsearchClientOptions Slow = new() { AttemptTimeout = TimeSpan.FromSeconds(60), Rounds = 1 };

    private ElasticsearchClient Client(ScriptedNode node) => new(_http, [node.Address], Slow, new ManualClock());
}
