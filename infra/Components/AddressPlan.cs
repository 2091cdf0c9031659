using System.Net;

namespace Quorum.Infra.Components;

/// <summary>
/// How the VPC's block is cut: three quarters for the private subnets, one each; the last quarter, cut in four, for the public ones. Depends on the
/// VPC's block and the zone's position only.
/// </summary>
public sealed class AddressPlan(string vpcCidr)
{
    private const int PrivateBits = 2, PublicBits = 4, FirstPublic = 12;
    private const int AddressBits = 32;

    private readonly IPNetwork vpc = IPNetwork.Parse(vpcCidr);

    public string Private(int zone) => Cut(PrivateBits, zone);

    public string Public(int zone) => Cut(PublicBits, FirstPublic + zone);

    private string Cut(int bits, int index)
    {
        var prefix = vpc.PrefixLength + bits;
        var start = BitConverter.ToUInt32([.. vpc.BaseAddress.GetAddressBytes().Reverse()]) + ((uint)index << (AddressBits - prefix));
        return $"{new IPAddress([.. BitConverter.GetBytes(start).Reverse()])}/{prefix}";
    }
}
