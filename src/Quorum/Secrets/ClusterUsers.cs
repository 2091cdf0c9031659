using System.Net;
using Quorum.Access;
using Quorum.Elasticsearch;
using Quorum.Pipeline;

namespace Quorum.Secrets;

/// <summary>Roles and users in the cluster, by its security API, and which of them is in use, in SSM. Needs the superuser.</summary>
/// <param name="connect">Makes a client for a login.</param>
public sealed class ClusterUsers(SecretStore store, SecretNames names, LoginReader logins, Func<ClusterLogin, ElasticsearchClient> connect)
{
    /// <summary>Brings roles and users to what this version of the pipeline needs.</summary>
    /// <returns>What it changed; empty when all was as it should be. Null when this Elasticsearch has no users.</returns>
    public async Task<IReadOnlyList<string>?> EnsureAsync(CancellationToken cancellation)
    {
        if (await AdminAsync(cancellation).ConfigureAwait(false) is not { } login) return null;
        var admin = connect(login);
        var changed = new List<string>();
        foreach (var (use, role) in ClusterRoles.All)
        {
            if (await admin.PutRoleIfOtherAsync(role.Name, role.ToJson(), cancellation).ConfigureAwait(false)) changed.Add($"role {role.Name}");
            var active = await store.ReadAsync(names.ActiveUser(ClusterRoles.Of(use)), secret: false, cancellation).ConfigureAwait(false);
            if (active is not null && await admin.HasUserAsync(active, role.Name, cancellation).ConfigureAwait(false)) continue;
            changed.Add($"user {await SwitchAsync(login, use, role, active, cancellation).ConfigureAwait(false)}");
        }
        return changed;
    }

    /// <summary>
    /// New passwords for all. For our own users the other one of the pair gets the new password and is then named in SSM: both are good until <see cref="RetireAsync"/>, so there is
    /// no moment without. <c>elastic</c> has no twin; its next password is in SSM before the cluster gets it, and who is refused tries it.
    /// </summary>
    /// <exception cref="StageException">The cluster has no users.</exception>
    public async Task<IReadOnlyList<string>> RotateAsync(CancellationToken cancellation)
    {
        var login = await AdminAsync(cancellation).ConfigureAwait(false) ?? throw new StageException("This cluster has no users whose passwords could be rotated.", "its Elasticsearch has no x-pack security");
        var admin = connect(login);
        var now = new List<string>();
        foreach (var (use, role) in ClusterRoles.All)
        {
            await admin.PutRoleIfOtherAsync(role.Name, role.ToJson(), cancellation).ConfigureAwait(false);
            var active = await store.ReadAsync(names.ActiveUser(ClusterRoles.Of(use)), secret: false, cancellation).ConfigureAwait(false);
            now.Add(await SwitchAsync(login, use, role, active, cancellation).ConfigureAwait(false));
        }
        await store.WriteSecretAsync(names.NextElasticPassword, Passwords.Make(), overwrite: false, cancellation).ConfigureAwait(false);
        await TakeNextAsync(admin, cancellation).ConfigureAwait(false);
        return [.. now, LoginReader.Superuser];
    }

    /// <summary>Removes the users that are not in use any more, with their passwords; after all who read them before have ended.</summary>
    public async Task RetireAsync(CancellationToken cancellation)
    {
        var login = await AdminAsync(cancellation).ConfigureAwait(false);
        foreach (var (use, _) in ClusterRoles.All)
        {
            var active = await store.ReadAsync(names.ActiveUser(ClusterRoles.Of(use)), secret: false, cancellation).ConfigureAwait(false);
            var (a, b) = ClusterRoles.Users(use);
            var old = active == a ? b : a;
            if (active is null || login is null) continue;
            await connect(login).DeleteUserAsync(old, cancellation).ConfigureAwait(false);
            await store.DeleteAsync(names.UserPassword(old), cancellation).ConfigureAwait(false);
        }
    }

    // Password in SSM, then in the cluster, then tried, then the name in SSM: a run that ends in between leaves the former user in use, and the next run begins again with the same twin.
    private async Task<string> SwitchAsync(ClusterLogin login, ClusterUse use, ClusterRole role, string? active, CancellationToken cancellation)
    {
        var (a, b) = ClusterRoles.Users(use);
        var next = active == a ? b : a;
        var password = Passwords.Make();
        await store.WriteSecretAsync(names.UserPassword(next), password, overwrite: true, cancellation).ConfigureAwait(false);
        await connect(login).PutUserAsync(next, new SecretInBody(names.UserPassword(next), password), role.Name, cancellation).ConfigureAwait(false);
        await TryAsync(login with { User = next, PasswordParameter = names.UserPassword(next), Password = password }, cancellation).ConfigureAwait(false);
        await store.WriteAsync(names.ActiveUser(ClusterRoles.Of(use)), next, overwrite: true, cancellation).ConfigureAwait(false);
        return next;
    }

    private async Task TryAsync(ClusterLogin login, CancellationToken cancellation)
    {
        try
        {
            await connect(login).AuthenticateAsync(cancellation).ConfigureAwait(false);
        }
        catch (ElasticsearchException e) when (e.Status == HttpStatusCode.Unauthorized)
        {
            throw new StageException($"The cluster does not take the new password of {login.User} ({login.PasswordParameter}): {e.Reason}", "the former user stays in use; run it again");
        }
    }

    /// <summary>The superuser's login; null when this Elasticsearch has no users. Finishes a change of its password that was cut short.</summary>
    private async Task<ClusterLogin?> AdminAsync(CancellationToken cancellation)
    {
        var login = await logins.ReadAsync(ClusterUse.Admin, cancellation).ConfigureAwait(false);
        if (login is null) return null;
        var admin = connect(login);
        var next = await store.ReadAsync(names.NextElasticPassword, secret: true, cancellation).ConfigureAwait(false);
        try
        {
            if (await admin.AuthenticateAsync(cancellation).ConfigureAwait(false) is null) return null;
            if (next is not null) await TakeNextAsync(admin, cancellation).ConfigureAwait(false);
        }
        catch (ElasticsearchException e) when (e.Status == HttpStatusCode.Unauthorized && next is not null)
        {
            // The cluster has the next one already.
        }
        catch (ElasticsearchException e) when (e.Status == HttpStatusCode.Unauthorized)
        {
            throw new StageException($"The cluster refuses the password of {login.User} in {login.PasswordParameter}: {e.Reason}", "somebody changed it outside of the pipeline: put the right one there (aws ssm put-parameter --type SecureString --overwrite), or elasticsearch-reset-password on a node");
        }
        if (next is null) return login;
        await PromoteAsync(next, cancellation).ConfigureAwait(false);
        return login with { Password = next };
    }

    private async Task TakeNextAsync(ElasticsearchClient admin, CancellationToken cancellation)
    {
        if (await store.ReadAsync(names.NextElasticPassword, secret: true, cancellation).ConfigureAwait(false) is not { } next) return;
        await admin.ChangePasswordAsync(LoginReader.Superuser, new SecretInBody(names.NextElasticPassword, next), cancellation).ConfigureAwait(false);
        await PromoteAsync(next, cancellation).ConfigureAwait(false);
    }

    private async Task PromoteAsync(string next, CancellationToken cancellation)
    {
        await store.WriteSecretAsync(names.ElasticPassword, next, overwrite: true, cancellation).ConfigureAwait(false);
        await store.DeleteAsync(names.NextElasticPassword, cancellation).ConfigureAwait(false);
    }
}
