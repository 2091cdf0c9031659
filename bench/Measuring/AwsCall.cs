using System.Net.Http.Headers;
using Quorum.Pipeline;

namespace Quorum.Bench.Measuring;

/// <summary>One AWS JSON call, sent without an SDK so that the servers are measured and not the client.</summary>
internal sealed record AwsCall(string Operation, string Service, string Prefix, Func<long, string> Body)
{
    private const string Ecs = "AmazonEC2ContainerServiceV20141113", Ssm = "AmazonSSM", Ecr = "AmazonEC2ContainerRegistry_V20150921";
    private const string Definition = """{"family":"bench","networkMode":"host","containerDefinitions":[{"name":"e","image":"r/e:1","memory":512,"cpu":256,"essential":true,"environment":[{"name":"A","value":"1"}]}]}""";

    public static AwsCall[] All { get; } =
    [
        new("DescribeServices", "ecs", Ecs, _ => """{"cluster":"bench","services":["s"]}"""),
        new("RegisterTaskDefinition", "ecs", Ecs, _ => Definition),
        new("PutParameter", "ssm", Ssm, n => $$"""{"Name":"/bench/{{n % 50}}","Value":"{{n}}","Type":"String","Overwrite":true}"""),
    ];

    /// <summary>A cluster with one service of no task, as both servers can have it.</summary>
    public async Task PrepareAsync(string address)
    {
        if (Operation != "DescribeServices") return;
        using var http = new HttpClient();
        foreach (var (operation, body) in ((string, string)[])
            [("CreateCluster", """{"clusterName":"bench"}"""), ("RegisterTaskDefinition", Definition), ("CreateService", """{"cluster":"bench","serviceName":"s","taskDefinition":"bench","desiredCount":0}""")])
            await (this with { Operation = operation, Body = _ => body }).SendAsync(http, address, 0);
    }

    /// <summary>A registry token of an embedded AWS.</summary>
    public static async Task<string> RegistryTokenAsync(HttpClient http, string address, string repository)
    {
        await new AwsCall("CreateRepository", "ecr", Ecr, _ => $$"""{"repositoryName":"{{repository}}"}""").AnswerAsync(http, address, 0);
        using var answer = System.Text.Json.JsonDocument.Parse(await new AwsCall("GetAuthorizationToken", "ecr", Ecr, _ => "{}").AnswerAsync(http, address, 0));
        return answer.RootElement.GetProperty("authorizationData")[0].GetProperty("authorizationToken").GetString()!;
    }

    public Task SendAsync(HttpClient http, string address, long number) => AnswerAsync(http, address, number);

    private async Task<string> AnswerAsync(HttpClient http, string address, long number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address + "/");
        request.Headers.Add("X-Amz-Target", $"{Prefix}.{Operation}");
        // Neither server checks signatures; both read the scope.
        request.Headers.TryAddWithoutValidation("Authorization", $"AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/{Service}/aws4_request, SignedHeaders=host, Signature=0");
        request.Content = new StringContent(Body(number)) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1") } };
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new StageException($"{Operation} at {address} → {(int)answer.StatusCode} {text}", "");
    }
}
