using System.Runtime.InteropServices;
using System.Text;

namespace Ashlar.Core.Identity.Passwords;

/// <summary>Argon2id and Ed25519 of libsodium, where the library is installed.</summary>
internal sealed class Sodium
{
    private const int Argon2Id = 2;
    private const int StringBytes = 128;

    private readonly HashString _hash;
    private readonly VerifyString _verify;
    private readonly NeedsRehashString _needsRehash;
    private readonly Derive _derive;
    private readonly VerifySignature _verifySignature;

    private Sodium(nint library)
    {
        _hash = Function<HashString>(library, "crypto_pwhash_str_alg");
        _verify = Function<VerifyString>(library, "crypto_pwhash_str_verify");
        _needsRehash = Function<NeedsRehashString>(library, "crypto_pwhash_str_needs_rehash");
        _derive = Function<Derive>(library, "crypto_pwhash");
        _verifySignature = Function<VerifySignature>(library, "crypto_sign_verify_detached");
        if (Function<Init>(library, "sodium_init")() < 0)
            throw new InvalidOperationException("libsodium does not start.");
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Init();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int HashString([Out] byte[] result, byte[] password, ulong length, ulong operations, nuint memory, int algorithm);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VerifyString(byte[] hash, byte[] password, ulong length);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int NeedsRehashString(byte[] hash, ulong operations, nuint memory);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Derive([Out] byte[] result, ulong resultLength, byte[] password, ulong length, byte[] salt, ulong operations, nuint memory, int algorithm);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VerifySignature(byte[] signature, byte[] message, ulong length, byte[] publicKey);

    /// <summary>Null where the library is missing.</summary>
    public static Sodium? Installed { get; } = Load();

    public string Hash(byte[] password, int operations, int memoryKib)
    {
        var result = new byte[StringBytes];
        if (_hash(result, password, (ulong)password.Length, (ulong)operations, Bytes(memoryKib), Argon2Id) != 0)
            throw new InsufficientMemoryException("Argon2id could not take its memory.");
        return Encoding.ASCII.GetString(result).TrimEnd('\0');
    }

    public bool Verify(string hash, byte[] password) => _verify(Text(hash), password, (ulong)password.Length) == 0;

    public bool NeedsRehash(string hash, int operations, int memoryKib) => _needsRehash(Text(hash), (ulong)operations, Bytes(memoryKib)) != 0;

    public bool VerifyEd25519(byte[] signature, byte[] message, byte[] publicKey) =>
        signature.Length == 64 && publicKey.Length == 32 && _verifySignature(signature, message, (ulong)message.Length, publicKey) == 0;

    /// <summary>The bare function, for comparison with published values.</summary>
    public byte[] Raw(byte[] password, byte[] salt, int operations, int memoryKib, int length)
    {
        var result = new byte[length];
        if (_derive(result, (ulong)length, password, (ulong)password.Length, salt, (ulong)operations, Bytes(memoryKib), Argon2Id) != 0)
            throw new InsufficientMemoryException("Argon2id could not take its memory.");
        return result;
    }

    private static nuint Bytes(int memoryKib) => (nuint)memoryKib * 1024;

    /// <summary>The library reads a fixed buffer that ends with zeros.</summary>
    private static byte[] Text(string hash)
    {
        var text = new byte[StringBytes];
        if (hash.Length < StringBytes)
            Encoding.ASCII.GetBytes(hash, text);
        return text;
    }

    private static T Function<T>(nint library, string name) where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));

    private static Sodium? Load()
    {
        foreach (var name in (ReadOnlySpan<string>)["libsodium.so.26", "libsodium.so.23", "libsodium"])
        {
            if (NativeLibrary.TryLoad(name, typeof(Sodium).Assembly, null, out var library))
                return new Sodium(library);
        }

        return null;
    }
}
