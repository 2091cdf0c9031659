using Quorum.LocalCloud.Oci;

namespace Quorum.LocalCloud.Tests.Oci;

public sealed class TokenTests
{
    [Fact]
    public void Token_OverItsLife_IsValidThenExpired()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var folder = Path.Combine(Path.GetTempPath(), "quorum-token-" + Guid.NewGuid().ToString("N"));
        try
        {
            var tokens = new RegistryTokens(Path.Combine(folder, "key"), () => now);
            var (password, expires) = tokens.Issue();
            Assert.Equal(now.AddHours(12), expires);
            Assert.Equal(TokenVerdict.Valid, tokens.Verify("AWS", password));
            Assert.Equal(TokenVerdict.Invalid, tokens.Verify("aws", password));
            Assert.Equal(TokenVerdict.Invalid, tokens.Verify("AWS", "9" + password));
            Assert.Equal(TokenVerdict.Invalid, tokens.Verify("AWS", ""));
            var restarted = new RegistryTokens(Path.Combine(folder, "key"), () => now);
            Assert.Equal(TokenVerdict.Valid, restarted.Verify("AWS", password));
            now = expires;
            Assert.Equal(TokenVerdict.Expired, tokens.Verify("AWS", password));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
