using System.Text;
using Amazon.ECR;
using Amazon.ECR.Model;
using Quorum.Pipeline;

namespace Quorum.Registry;

/// <summary>Name and password for the registry. Never logged; <see cref="ToString"/> says so.</summary>
public sealed record RegistryCredentials(string User, string Password, DateTimeOffset Expires)
{
    public override string ToString() => $"{User}:(secret), until {Expires:u}";
}

/// <summary>Gets ECR's 12-hour token, and a new one before it expires or when the registry refuses it.</summary>
public sealed class RegistryLogin(IAmazonECR ecr, IClock clock)
{
    /// <summary>A token with less than this left could expire within one layer.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(15);

    private RegistryCredentials? current;

    /// <summary>A usable login; asks ECR only when there is none or it is about to expire.</summary>
    /// <exception cref="StageException">No token, an unreadable one, or one that is expired on arrival: this machine's clock is wrong.</exception>
    public async Task<RegistryCredentials> GetAsync(CancellationToken cancellation)
    {
        if (current is not null && current.Expires - clock.Now > Margin) return current;
        var answer = await ecr.GetAuthorizationTokenAsync(new GetAuthorizationTokenRequest(), cancellation).ConfigureAwait(false);
        var data = answer.AuthorizationData?.FirstOrDefault()
            ?? throw new StageException("ECR gave no authorization token.", "Check that the credentials may call ecr:GetAuthorizationToken.");
        var expires = data.ExpiresAt is { } at ? new DateTimeOffset(at.ToUniversalTime(), TimeSpan.Zero) : clock.Now + Margin + Margin;
        if (expires <= clock.Now)
            throw new StageException($"ECR's new token expired at {expires:u}, and this machine believes it is {clock.Now:u}: its clock is wrong.", "Set the clock (timedatectl set-ntp true).");
        return current = Decode(data.AuthorizationToken, expires);
    }

    /// <summary>Forgets the login after the registry has refused it.</summary>
    public void Refused() => current = null;

    private static RegistryCredentials Decode(string? token, DateTimeOffset expires)
    {
        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(token ?? ""));
            var colon = text.IndexOf(':');
            if (colon > 0 && colon < text.Length - 1) return new(text[..colon], text[(colon + 1)..], expires);
        }
        catch (FormatException)
        {
            // Falls through: the token itself must not appear in a message.
        }

        throw new StageException("ECR's authorization token cannot be read: it is not base64 of user:password.", "Run PushToEcr again; if it stays, check AWS_ENDPOINT_URL.");
    }
}
