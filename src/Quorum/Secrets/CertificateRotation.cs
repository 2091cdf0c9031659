using Quorum.Pipeline;
using Quorum.Provisioning;

namespace Quorum.Secrets;

/// <summary>
/// New certificates of a new CA, without a moment in which two nodes, or a node and a client, do not trust each other: roll 1 makes every node trust the old and the new CA, roll 2
/// gives each its new certificate, then the old CA is dropped; that needs no roll, nodes learn of it at their next start. Every step is in SSM before its roll, so that it goes on where
/// it was after a kill, and a node that restarts by itself gets what fits.
/// </summary>
/// <param name="roll">Rolls every slot to what SSM says now; throws unless it is completed.</param>
public sealed class CertificateRotation(SecretStore store, SecretNames names, InfraOutputs infra, ClusterMaterial material, Func<string, CancellationToken, Task> roll, IClock clock)
{
    /// <returns>When the new certificates end.</returns>
    public async Task<DateTimeOffset> RunAsync(CancellationToken cancellation)
    {
        var state = await material.StateAsync(cancellation).ConfigureAwait(false) ?? throw new StageException("This cluster has no certificates to rotate.", "./build.sh Deploy forms it, with them");
        if (state.Step is null) state = await TrustBothAsync(state, cancellation).ConfigureAwait(false);
        if (state.Step == RotationStep.Trust)
        {
            await roll("roll 1: every slot trusts the old and the new CA", cancellation).ConfigureAwait(false);
            state = await IssueAsync(state, cancellation).ConfigureAwait(false);
        }
        await roll("roll 2: every slot presents its new certificate", cancellation).ConfigureAwait(false);
        await DropOldAsync(state, cancellation).ConfigureAwait(false);
        return clock.Now + CertificateAuthority.NodeValidity;
    }

    private async Task<TlsState> TrustBothAsync(TlsState state, CancellationToken cancellation)
    {
        using (var made = CertificateAuthority.Create(infra.ClusterName, clock.Now)) await store.WriteSecretAsync(names.NextCa, made.ToPem(), overwrite: false, cancellation).ConfigureAwait(false);
        using var next = await NextAsync(cancellation).ConfigureAwait(false) ?? throw Gone();
        var trusted = await store.ReadAsync(names.TrustedCas, secret: false, cancellation).ConfigureAwait(false) ?? "";
        if (!trusted.Contains(next.CertificatePem.Trim(), StringComparison.Ordinal))
            await store.WriteAsync(names.TrustedCas, trusted.TrimEnd() + "\n" + next.CertificatePem, overwrite: true, cancellation).ConfigureAwait(false);
        return await SaveAsync(state with { Trust = state.Trust + 1, Step = RotationStep.Trust }, cancellation).ConfigureAwait(false);
    }

    private async Task<TlsState> IssueAsync(TlsState state, CancellationToken cancellation)
    {
        using var next = await NextAsync(cancellation).ConfigureAwait(false) ?? throw Gone();
        var there = await store.NamesAsync(names.Tls, cancellation).ConfigureAwait(false);
        foreach (var slot in infra.Slots) await material.IssueAsync(next, state.Certificates + 1, slot, there, cancellation).ConfigureAwait(false);
        return await SaveAsync(state with { Certificates = state.Certificates + 1, Step = RotationStep.Certificates }, cancellation).ConfigureAwait(false);
    }

    private async Task DropOldAsync(TlsState state, CancellationToken cancellation)
    {
        // Without a next one an earlier run came as far as its removal.
        using (var next = await NextAsync(cancellation).ConfigureAwait(false))
        {
            if (next is not null)
            {
                await store.WriteAsync(names.TrustedCas, next.CertificatePem, overwrite: true, cancellation).ConfigureAwait(false);
                await store.WriteSecretAsync(names.CurrentCa, next.ToPem(), overwrite: true, cancellation).ConfigureAwait(false);
                await store.DeleteAsync(names.NextCa, cancellation).ConfigureAwait(false);
            }
        }
        var kept = $"{names.Tls}/{state.Certificates}/";
        foreach (var name in await store.NamesAsync(names.Tls, cancellation).ConfigureAwait(false))
            if (name != names.TlsState && !name.StartsWith(kept, StringComparison.Ordinal)) await store.DeleteAsync(name, cancellation).ConfigureAwait(false);
        await SaveAsync(state with { Step = null }, cancellation).ConfigureAwait(false);
    }

    private async Task<CertificateAuthority?> NextAsync(CancellationToken cancellation) =>
        await store.ReadAsync(names.NextCa, secret: true, cancellation).ConfigureAwait(false) is { } pem ? CertificateAuthority.Read(pem) : null;

    private async Task<TlsState> SaveAsync(TlsState state, CancellationToken cancellation)
    {
        await store.WriteAsync(names.TlsState, state.ToText(), overwrite: true, cancellation).ConfigureAwait(false);
        return state;
    }

    private StageException Gone() => new($"The new CA is gone from {names.NextCa} while certificates are rotated to it.", $"put the step of {names.TlsState} out ({{\"trust\":…,\"certificates\":…}}) and run ./build.sh RotateSecrets again: it begins with another new CA");
}
