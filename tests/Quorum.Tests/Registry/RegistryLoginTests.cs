using System.Text;
using Amazon.ECR.Model;
using Quorum.Pipeline;
using Quorum.Registry;

namespace Quorum.Tests.Registry;

public sealed class RegistryLoginTests
{
    private readonly StepClock clock = new();
    private int asked;

    private RegistryLogin Login(Func<int, string?>? token = null, TimeSpan? life = null) => new(
        new FakeEcr
        {
            Token = () =>
            {
                asked++;
                var text = token is null ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"AWS:secret-{asked}")) : token(asked);
                return new() { AuthorizationData = [new AuthorizationData { AuthorizationToken = text, ExpiresAt = (clock.Now + (life ?? TimeSpan.FromHours(12))).UtcDateTime }] };
            },
        },
        clock);

    [Fact]
    public async Task Get_Twice_AsksOnce()
    {
        var login = Login();

        Assert.Equal("secret-1", (await login.GetAsync(default)).Password);
        Assert.Equal("secret-1", (await login.GetAsync(default)).Password);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Get_AboutToExpire_TakesANewOne()
    {
        var login = Login();
        await login.GetAsync(default);

        clock.Now += TimeSpan.FromHours(12) - RegistryLogin.Margin;

        Assert.Equal("secret-2", (await login.GetAsync(default)).Password);
    }

    [Fact]
    public async Task Get_AfterARefusal_TakesANewOne()
    {
        var login = Login();
        await login.GetAsync(default);
        login.Refused();

        Assert.Equal("secret-2", (await login.GetAsync(default)).Password);
    }

    [Fact]
    public async Task Get_ExpiredOnArrival_BlamesTheClock() =>
        Assert.Contains("clock is wrong", (await Assert.ThrowsAsync<StageException>(() => Login(life: TimeSpan.FromHours(-1)).GetAsync(default))).Message);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("bm9jb2xvbg==")]
    [InlineData("QVdTOg==")]
    public async Task Get_UnreadableToken_FailsWithoutShowingIt(string? token)
    {
        var error = await Assert.ThrowsAsync<StageException>(() => Login(_ => token).GetAsync(default));

        if (token is { Length: > 0 }) Assert.DoesNotContain(token, error.ToString());
    }

    [Fact]
    public async Task ToString_OfCredentials_HidesThePassword() => Assert.DoesNotContain("secret-1", (await Login().GetAsync(default)).ToString());
}
