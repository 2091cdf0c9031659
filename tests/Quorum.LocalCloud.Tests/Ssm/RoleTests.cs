using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.LocalCloud.Iam;
using Quorum.LocalCloud.Tests.Host;

namespace Quorum.LocalCloud.Tests.Ssm;

public sealed class RoleTests
{
    private const string Role = $"arn:aws:iam::000000000000:role/{BastionFixture.RoleName}";

    [Fact]
    public async Task AssumedRole_MayDoWhatItsPolicyAllowsAndNothingElse()
    {
        await using var bastion = await BastionFixture.StartAsync();
        await bastion.Ssm.PutParameterAsync(new PutParameterRequest { Name = $"{BastionFixture.Path}/a", Value = "1", Type = ParameterType.SecureString });
        await bastion.Ssm.PutParameterAsync(new PutParameterRequest { Name = "/quorum/another/a", Value = "2", Type = ParameterType.String });
        using var sts = Sts(bastion, new BasicAWSCredentials("local", "local"));
        var role = await sts.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = Role, RoleSessionName = "verify" });
        using var assumed = Sts(bastion, role.Credentials);
        Assert.Equal($"arn:aws:sts::000000000000:assumed-role/{BastionFixture.RoleName}/verify", (await assumed.GetCallerIdentityAsync(new GetCallerIdentityRequest())).Arn);

        using var ssm = new AmazonSimpleSystemsManagementClient(role.Credentials, new AmazonSimpleSystemsManagementConfig { ServiceURL = bastion.Cloud.Url, AuthenticationRegion = Graphs.Region, MaxErrorRetry = 0 });
        Assert.Equal("1", (await ssm.GetParametersAsync(new GetParametersRequest { Names = [$"{BastionFixture.Path}/a"], WithDecryption = true })).Parameters.Single().Value);
        var another = await Assert.ThrowsAnyAsync<AmazonSimpleSystemsManagementException>(() => ssm.GetParametersAsync(new GetParametersRequest { Names = ["/quorum/another/a"] }));
        Assert.Equal("AccessDeniedException", another.ErrorCode);
        Assert.Contains("ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:000000000000:parameter/quorum/another/a", another.Message);
        Assert.Equal("AccessDeniedException", (await Assert.ThrowsAnyAsync<AmazonSimpleSystemsManagementException>(() => ssm.PutParameterAsync(new PutParameterRequest { Name = "/x/y", Value = "1", Type = ParameterType.String }))).ErrorCode);
    }

    [Theory]
    [InlineData(Role, "somebody")]
    [InlineData("arn:aws:iam::000000000000:role/none", "verify")]
    [InlineData("arn:aws:iam::000000000000:role/execution", "verify")]
    public async Task AssumeRole_WithoutTrust_IsDenied(string role, string session)
    {
        await using var bastion = await BastionFixture.StartAsync();
        using var sts = Sts(bastion, new BasicAWSCredentials("local", "local"));
        var e = await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(() => sts.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = role, RoleSessionName = session }));
        Assert.Equal("AccessDenied", e.ErrorCode);
    }

    public static TheoryData<string, string, string, Ruling> Policies => new()
    {
        { Allow("s3:Get*", "arn:aws:s3:::b/*"), "s3:GetObject", "arn:aws:s3:::b/x", Ruling.Allowed },
        { Allow("s3:Get*", "arn:aws:s3:::b/*"), "s3:PutObject", "arn:aws:s3:::b/x", Ruling.NotAllowed },
        { Allow("s3:getobject", "*"), "s3:GetObject", "arn:aws:s3:::b/x", Ruling.Allowed },
        { Allow("s3:GetObject", "arn:aws:s3:::B/*"), "s3:GetObject", "arn:aws:s3:::b/x", Ruling.NotAllowed },
        { """{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}""", "s3:GetObject", "x", Ruling.ExplicitlyDenied },
        { """{"Statement":{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}}""", "iam:PassRole", "x", Ruling.NotAllowed },
        { """{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalArn":["me"]}}}]}""", "a:b", "x", Ruling.Allowed },
        { """{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalArn":["you"]}}}]}""", "a:b", "x", Ruling.NotAllowed },
        { """{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:RequestedRegion":["*"]}}}]}""", "a:b", "x", Ruling.NotAllowed },
        { """{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericLessThan":{"aws:PrincipalArn":"9"}}}]}""", "a:b", "x", Ruling.NotAllowed },
        { """{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NumericLessThan":{"aws:PrincipalArn":"9"}}}]}""", "a:b", "x", Ruling.ExplicitlyDenied },
        { "not json", "a:b", "x", Ruling.NotAllowed },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public void Policy_IsEvaluatedAsIamDoes(string policy, string action, string resource, Ruling expected) =>
        Assert.Equal(expected, PolicyEvaluator.Evaluate([policy], action, resource, new Dictionary<string, string> { ["aws:PrincipalArn"] = "me" }));

    private static string Allow(string action, string resource) => $$"""{"Statement":[{"Effect":"Allow","Action":["{{action}}"],"Resource":["{{resource}}"]}]}""";

    private static AmazonSecurityTokenServiceClient Sts(BastionFixture bastion, AWSCredentials credentials) =>
        new(credentials, new AmazonSecurityTokenServiceConfig { ServiceURL = bastion.Cloud.Url, AuthenticationRegion = Graphs.Region, MaxErrorRetry = 0 });
}
