using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Pulumi.Testing;

namespace Quorum.Infra;

/// <summary>
/// Plays the provider while a graph is made: ids are the logical name and <c>-id</c>, ARNs have the form AWS gives them, and nothing depends on time,
/// chance or the order of calls.
/// </summary>
internal sealed class MockCloud(InfraConfig config) : IMocks
{
    private const int ArnSuffixBytes = 8;

    private readonly Dictionary<(string Type, string Name), MockResourceArgs> seen = [];

    public MockResourceArgs? Find(string type, string name)
    {
        lock (seen) return seen.GetValueOrDefault((type, name));
    }

    public Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
    {
        lock (seen)
        {
            if (!seen.TryAdd((args.Type!, args.Name!), args))
                throw new InvalidOperationException($"{args.Type} {args.Name} is there twice: its URN must be unique");
        }

        var id = $"{args.Name}-id";
        var state = args.Inputs.ToBuilder();
        foreach (var (key, value) in Computed(args.Type!, id, args.Inputs)) state[key] = value;
        return Task.FromResult<(string?, object)>((id, state.ToImmutable()));
    }

    public Task<object> CallAsync(MockCallArgs args) => Task.FromResult<object>(args.Token switch
    {
        "aws:index/getAvailabilityZones:getAvailabilityZones" => new Dictionary<string, object>
        {
            ["id"] = config.Region, ["names"] = config.ZoneLetters.Union(["a", "b", "c"]).Order(StringComparer.Ordinal).Select(letter => (object)(config.Region + letter)).ToImmutableArray(),
        }.ToImmutableDictionary(),
        "aws:ssm/getParameter:getParameter" => new Dictionary<string, object>
        {
            ["id"] = args.Args["name"], ["name"] = args.Args["name"], ["type"] = "String", ["value"] = "ami-0" + Hash((string)args.Args["name"]),
        }.ToImmutableDictionary(),
        _ => throw new NotSupportedException($"{args.Token} has no answer in a plan: add one to MockCloud"),
    });

    private IEnumerable<(string, object)> Computed(string type, string id, ImmutableDictionary<string, object> inputs)
    {
        string Regional(string service, string rest) => $"arn:aws:{service}:{config.Region}:{config.AccountId}:{rest}";
        string Name(string key = "name") => inputs.TryGetValue(key, out var value) ? (string)value : id;
        switch (type)
        {
            case "aws:route53/zone:Zone":
                yield return ("zoneId", id);
                yield return ("arn", $"arn:aws:route53:::hostedzone/{id}");
                break;
            case "aws:s3/bucket:Bucket":
                yield return ("arn", $"arn:aws:s3:::{Name("bucket")}");
                break;
            case "aws:iam/role:Role":
                yield return ("arn", $"arn:aws:iam::{config.AccountId}:role/{Name()}");
                break;
            case "aws:iam/policy:Policy":
                yield return ("arn", $"arn:aws:iam::{config.AccountId}:policy/{Name()}");
                break;
            case "aws:iam/instanceProfile:InstanceProfile":
                yield return ("arn", $"arn:aws:iam::{config.AccountId}:instance-profile/{Name()}");
                break;
            case "aws:iam/openIdConnectProvider:OpenIdConnectProvider":
                yield return ("arn", $"arn:aws:iam::{config.AccountId}:oidc-provider/{Name("url")["https://".Length..]}");
                break;
            case "aws:cloudwatch/logGroup:LogGroup":
                yield return ("arn", Regional("logs", $"log-group:{Name()}"));
                break;
            case "aws:ecs/cluster:Cluster":
                yield return ("arn", Regional("ecs", $"cluster/{Name()}"));
                break;
            case "aws:kms/key:Key":
                yield return ("keyId", id);
                yield return ("arn", Regional("kms", $"key/{id}"));
                break;
            case "aws:lb/loadBalancer:LoadBalancer":
                yield return ("arn", Regional("elasticloadbalancing", $"loadbalancer/net/{Name()}/{Hash(id)}"));
                yield return ("dnsName", $"{Name()}-{Hash(id)}.elb.{config.Region}.amazonaws.com");
                yield return ("zoneId", "Z26RNL4JYFTOTI");
                break;
            case "aws:lb/targetGroup:TargetGroup":
                yield return ("arn", Regional("elasticloadbalancing", $"targetgroup/{Name()}/{Hash(id)}"));
                break;
            case "aws:ec2/launchTemplate:LaunchTemplate":
                yield return ("latestVersion", 1d);
                break;
            case "aws:ec2/eip:Eip":
                yield return ("allocationId", id);
                break;
        }
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, ArnSuffixBytes));
}
