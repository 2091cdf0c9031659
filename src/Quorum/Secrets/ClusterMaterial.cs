using System.Net;
using Quorum.Pipeline;
using Quorum.Provisioning;

namespace Quorum.Secrets;

/// <summary>
/// Certificates and passwords in SSM: makes what is missing, keeps what is there. Each part is created, never overwritten, so a killed run is completed by the next and two
/// runs at once agree; <c>tls/state</c> is written last and says that all of it is there.
/// </summary>
public sealed class ClusterMaterial(SecretStore store, SecretNames names, InfraOutputs infra, IClock clock)
{
    /// <returns>Names of the parameters it made; empty when nothing was missing.</returns>
    public async Task<IReadOnlyList<string>> EnsureAsync(CancellationToken cancellation)
    {
        var made = new List<string>();
        var state = await StateAsync(cancellation).ConfigureAwait(false);
        var there = await store.NamesAsync(names.Path, cancellation).ConfigureAwait(false);
        if (!there.Contains(names.ElasticPassword) && await store.WriteSecretAsync(names.ElasticPassword, Passwords.Make(), overwrite: false, cancellation).ConfigureAwait(false)) made.Add(names.ElasticPassword);
        var generation = (state ?? TlsState.First).Certificates;
        var slots = infra.Slots.Where(slot => !there.Contains(names.Certificate(generation, slot.Name)) || !there.Contains(names.Key(generation, slot.Name))).ToList();
        if (slots.Count > 0 || !there.Contains(names.TrustedCas))
        {
            // With certificates out, a new CA that nobody trusts yet would cut the new slot off: that needs the two rolls of a rotation.
            using var ca = await CaAsync(state, made, cancellation).ConfigureAwait(false);
            if (!there.Contains(names.TrustedCas) && await store.WriteAsync(names.TrustedCas, ca.CertificatePem, overwrite: false, cancellation).ConfigureAwait(false)) made.Add(names.TrustedCas);
            foreach (var slot in slots) await IssueAsync(ca, generation, slot, there, cancellation).ConfigureAwait(false);
            made.AddRange(slots.Select(slot => names.Certificate(generation, slot.Name)));
        }
        if (state is null && await store.WriteAsync(names.TlsState, TlsState.First.ToText(), overwrite: false, cancellation).ConfigureAwait(false)) made.Add(names.TlsState);
        return made;
    }

    /// <summary>Null before the first certificates.</summary>
    public async Task<TlsState?> StateAsync(CancellationToken cancellation) =>
        await store.ReadAsync(names.TlsState, secret: false, cancellation).ConfigureAwait(false) is { } text ? TlsState.Parse(text) : null;

    /// <summary>Certificate and key of a slot, unless both are there. A certificate whose key is gone is of no use: it is replaced with a new key's.</summary>
    public async Task IssueAsync(CertificateAuthority ca, int generation, SlotOutputs slot, IReadOnlySet<string> there, CancellationToken cancellation)
    {
        var keyName = names.Key(generation, slot.Name);
        var certificateIsThere = there.Contains(names.Certificate(generation, slot.Name));
        if (certificateIsThere && there.Contains(keyName)) return;
        // The key first: a certificate is there only when its key is. A key that is there without one is used, never replaced.
        var kept = there.Contains(keyName) ? await store.ReadAsync(keyName, secret: true, cancellation).ConfigureAwait(false) : null;
        var identity = ca.Issue(slot.Name, DnsNames(slot), Addresses(slot), clock.Now, kept);
        if (kept is null && !await store.WriteSecretAsync(keyName, identity.KeyPem, overwrite: false, cancellation).ConfigureAwait(false))
        {
            // Another run was faster by one call: its key counts.
            kept = await store.ReadAsync(keyName, secret: true, cancellation).ConfigureAwait(false);
            identity = ca.Issue(slot.Name, DnsNames(slot), Addresses(slot), clock.Now, kept);
        }
        await store.WriteSecretAsync(names.Certificate(generation, slot.Name), identity.CertificatePem, overwrite: certificateIsThere, cancellation).ConfigureAwait(false);
    }

    private async Task<CertificateAuthority> CaAsync(TlsState? state, List<string> made, CancellationToken cancellation)
    {
        // In the second roll of a rotation the present generation is the next CA's; the one before is about to be dropped.
        var pem = state?.Step == RotationStep.Certificates ? await store.ReadAsync(names.NextCa, secret: true, cancellation).ConfigureAwait(false) : null;
        pem ??= await store.ReadAsync(names.CurrentCa, secret: true, cancellation).ConfigureAwait(false);
        if (pem is null && state is null)
        {
            using var ca = CertificateAuthority.Create(infra.ClusterName, clock.Now);
            if (await store.WriteSecretAsync(names.CurrentCa, ca.ToPem(), overwrite: false, cancellation).ConfigureAwait(false)) made.Add(names.CurrentCa);
            pem = await store.ReadAsync(names.CurrentCa, secret: true, cancellation).ConfigureAwait(false);
        }
        return CertificateAuthority.Read(pem ?? throw new StageException($"The CA's key is gone ({names.CurrentCa}), so no certificate can be made for a new slot.", "./build.sh RotateSecrets makes a new CA and brings it in by two rolls"));
    }

    private IEnumerable<string> DnsNames(SlotOutputs slot) =>
        infra.LoadBalancerDnsName is { Length: > 0 } balancer ? [slot.HostName, slot.Name, balancer, "localhost"] : [slot.HostName, slot.Name, "localhost"];

    // On an account addresses come and go with the instances; there clients ask by name.
    private static IEnumerable<IPAddress> Addresses(SlotOutputs slot) =>
        slot.Address is { Length: > 0 } address ? [IPAddress.Parse(address), IPAddress.Loopback] : [IPAddress.Loopback];
}
