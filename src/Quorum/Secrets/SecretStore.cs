using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Rollout;
using Quorum.Rollout.Aws;

namespace Quorum.Secrets;

/// <summary>Secrets in SSM. Whatever it reads or writes as a secret is registered for redaction before anything else can see it.</summary>
/// <param name="keyId">KMS key of SecureStrings; null for the account's own <c>alias/aws/ssm</c>.</param>
public sealed class SecretStore(IAmazonSimpleSystemsManagement ssm, Redaction redaction, string? keyId = null)
{
    private const int MaxByPath = 10;

    /// <summary>Null when there is no such parameter.</summary>
    /// <param name="secret">False for what everybody may see: it is not redacted.</param>
    public Task<string?> ReadAsync(string name, bool secret, CancellationToken cancellation) => Sorted($"ssm:GetParameter {name}", async () =>
    {
        try
        {
            var answer = await ssm.GetParameterAsync(new GetParameterRequest { Name = name, WithDecryption = true }, cancellation).ConfigureAwait(false);
            if (secret) redaction.Add(answer.Parameter.Value);
            return answer.Parameter.Value;
        }
        catch (ParameterNotFoundException)
        {
            return null;
        }
    }, cancellation);

    /// <summary>Names below a path at any depth; values stay encrypted and are not looked at.</summary>
    public Task<IReadOnlySet<string>> NamesAsync(string path, CancellationToken cancellation) => Sorted<IReadOnlySet<string>>($"ssm:GetParametersByPath {path}", async () =>
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        string? next = null;
        do
        {
            var request = new GetParametersByPathRequest { Path = path, Recursive = true, WithDecryption = false, MaxResults = MaxByPath, NextToken = next };
            var page = await ssm.GetParametersByPathAsync(request, cancellation).ConfigureAwait(false);
            foreach (var parameter in page.Parameters ?? []) names.Add(parameter.Name);
            next = page.NextToken;
        }
        while (next is { Length: > 0 });
        return names;
    }, cancellation);

    /// <returns>False when it is there already and was not to be overwritten.</returns>
    public Task<bool> WriteSecretAsync(string name, string value, bool overwrite, CancellationToken cancellation)
    {
        redaction.Add(value);
        return PutAsync(new PutParameterRequest { Name = name, Value = value, Type = ParameterType.SecureString, KeyId = keyId, Overwrite = overwrite }, cancellation);
    }

    public Task<bool> WriteAsync(string name, string value, bool overwrite, CancellationToken cancellation) =>
        PutAsync(new PutParameterRequest { Name = name, Value = value, Type = ParameterType.String, Overwrite = overwrite }, cancellation);

    /// <summary>One that is not there is as good.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellation) => Sorted($"ssm:DeleteParameter {name}", () => ssm.DeleteIfPresentAsync(name, cancellation), cancellation);

    private Task<bool> PutAsync(PutParameterRequest request, CancellationToken cancellation) => Sorted($"ssm:PutParameter {request.Name}", async () =>
    {
        // Standard (4 KB, free) where it fits, which is everything but a trust bundle of unusual CAs.
        request.Tier = ParameterTier.IntelligentTiering;
        try
        {
            await ssm.PutParameterAsync(request, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (ParameterAlreadyExistsException) when (request.Overwrite != true)
        {
            return false;
        }
    }, cancellation);

    private static async Task<T> Sorted<T>(string what, Func<Task<T>> call, CancellationToken cancellation)
    {
        try
        {
            return await AwsFailures.Sorted(what, call, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TransientPortException or RefusedPortException)
        {
            throw new StageException($"A parameter of the cluster's secrets could not be read or written: {e.Message}", AwsFailures.WayOut(e, "ssm:GetParameter, ssm:PutParameter, kms:Decrypt"), e);
        }
    }
}
