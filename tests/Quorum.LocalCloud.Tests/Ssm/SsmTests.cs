using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.LocalCloud.Tests.Host;

namespace Quorum.LocalCloud.Tests.Ssm;

public sealed class SsmTests
{
    private const string Secret = "correct horse battery staple";

    [Fact]
    public async Task SecureString_IsNeverPlainOnDiskAndSurvivesARestart()
    {
        await using var cloud = await TestCloud.StartAsync();
        using (var ssm = Client(cloud)) await ssm.PutParameterAsync(new PutParameterRequest { Name = "/quorum/c/password", Value = Secret, Type = ParameterType.SecureString });
        foreach (var file in Directory.GetFiles(cloud.Folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
        {
            Assert.DoesNotContain(Secret, await File.ReadAllTextAsync(file));
        }
        if (!System.OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(cloud.Folder, "state", "ssm.key")));
        await cloud.RestartAsync();
        using var again = Client(cloud);
        Assert.Equal(Secret, (await again.GetParameterAsync(new GetParameterRequest { Name = "/quorum/c/password", WithDecryption = true })).Parameter.Value);
        Assert.NotEqual(Secret, (await again.GetParameterAsync(new GetParameterRequest { Name = "/quorum/c/password" })).Parameter.Value);
    }

    [Fact]
    public async Task Put_Existing_NeedsOverwriteAndCountsVersions()
    {
        await using var cloud = await TestCloud.StartAsync();
        using var ssm = Client(cloud);
        Assert.Equal(1, (await ssm.PutParameterAsync(new PutParameterRequest { Name = "/a/b", Value = "1", Type = ParameterType.String })).Version);
        await Assert.ThrowsAsync<ParameterAlreadyExistsException>(() => ssm.PutParameterAsync(new PutParameterRequest { Name = "/a/b", Value = "2", Type = ParameterType.String }));
        Assert.Equal(2, (await ssm.PutParameterAsync(new PutParameterRequest { Name = "/a/b", Value = "2", Overwrite = true })).Version);
        Assert.Equal("2", (await ssm.GetParameterAsync(new GetParameterRequest { Name = "arn:aws:ssm:eu-west-1:000000000000:parameter/a/b" })).Parameter.Value);
        Assert.Equal("1", (await ssm.GetParameterAsync(new GetParameterRequest { Name = "/a/b:1" })).Parameter.Value);
        Assert.Equal(2, (await ssm.GetParameterHistoryAsync(new GetParameterHistoryRequest { Name = "/a/b" })).Parameters.Count);
    }

    [Fact]
    public async Task ByPath_IsPagedAndRecursesOnlyWhenAsked()
    {
        await using var cloud = await TestCloud.StartAsync();
        using var ssm = Client(cloud);
        for (var i = 0; i < 12; i++) await ssm.PutParameterAsync(new PutParameterRequest { Name = $"/q/p{i:00}", Value = "x", Type = ParameterType.String });
        await ssm.PutParameterAsync(new PutParameterRequest { Name = "/q/deep/er", Value = "x", Type = ParameterType.String });
        await ssm.PutParameterAsync(new PutParameterRequest { Name = "/qq/other", Value = "x", Type = ParameterType.String });
        Assert.Equal(12, await CountAsync(recursive: false));
        Assert.Equal(13, await CountAsync(recursive: true));

        async Task<int> CountAsync(bool recursive)
        {
            var count = 0;
            await foreach (var page in ssm.Paginators.GetParametersByPath(new GetParametersByPathRequest { Path = "/q", Recursive = recursive }).Responses) count += page.Parameters.Count;
            return count;
        }
    }

    [Fact]
    public async Task Missing_IsReportedAsOnAws()
    {
        await using var cloud = await TestCloud.StartAsync();
        using var ssm = Client(cloud);
        await Assert.ThrowsAsync<ParameterNotFoundException>(() => ssm.GetParameterAsync(new GetParameterRequest { Name = "/none" }));
        await Assert.ThrowsAsync<ParameterNotFoundException>(() => ssm.DeleteParameterAsync(new DeleteParameterRequest { Name = "/none" }));
        Assert.Equal(["/none"], (await ssm.GetParametersAsync(new GetParametersRequest { Names = ["/none"] })).InvalidParameters);
    }

    [Theory]
    [InlineData("/aws/x")]
    [InlineData("/a//b")]
    [InlineData("/a b")]
    [InlineData("a/b")]
    [InlineData("/a/")]
    public async Task Name_Invalid_IsRefused(string name)
    {
        await using var cloud = await TestCloud.StartAsync();
        using var ssm = Client(cloud);
        var e = await Assert.ThrowsAsync<AmazonSimpleSystemsManagementException>(() => ssm.PutParameterAsync(new PutParameterRequest { Name = name, Value = "x", Type = ParameterType.String }));
        Assert.Equal("ValidationException", e.ErrorCode);
    }

    [Fact]
    public async Task Value_TooLongForItsTier_IsRefused()
    {
        await using var cloud = await TestCloud.StartAsync();
        using var ssm = Client(cloud);
        var value = new string('x', 5000);
        await Assert.ThrowsAsync<AmazonSimpleSystemsManagementException>(() => ssm.PutParameterAsync(new PutParameterRequest { Name = "/big", Value = value, Type = ParameterType.String }));
        Assert.Equal(ParameterTier.Advanced, (await ssm.PutParameterAsync(new PutParameterRequest { Name = "/big", Value = value, Type = ParameterType.String, Tier = ParameterTier.IntelligentTiering })).Tier);
    }

    [Fact]
    public async Task Operation_NotModelled_IsRefusedByName()
    {
        await using var cloud = await TestCloud.StartAsync();
        using var ssm = Client(cloud);
        var e = await Assert.ThrowsAsync<AmazonSimpleSystemsManagementException>(() => ssm.ListDocumentsAsync(new ListDocumentsRequest()));
        Assert.Contains("ListDocuments", e.Message);
    }

    [Fact]
    public async Task Sts_KnowsTheCaller()
    {
        await using var cloud = await TestCloud.StartAsync();
        var config = new AmazonSecurityTokenServiceConfig { ServiceURL = cloud.Url, AuthenticationRegion = Graphs.Region };
        using var sts = new AmazonSecurityTokenServiceClient(new BasicAWSCredentials("local", "local"), config);
        var me = await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest());
        Assert.Equal(("000000000000", "arn:aws:iam::000000000000:user/local"), (me.Account, me.Arn));
    }

    private static AmazonSimpleSystemsManagementClient Client(TestCloud cloud) =>
        new(new BasicAWSCredentials("local", "local"), new AmazonSimpleSystemsManagementConfig { ServiceURL = cloud.Url, AuthenticationRegion = Graphs.Region, MaxErrorRetry = 0 });
}
