using Ashlar.Contract.Errors;
using Ashlar.Core.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ashlar.Core.Resources.Files;

/// <summary>A file with its parameters: a multipart form with the field <c>file</c>, or the bare file with parameters in the query string.</summary>
internal sealed record Upload(byte[] File, IReadOnlyDictionary<string, string> Parameters)
{
    private const int MaxForm = FileReading.MaxBytes + (1024 * 1024);

    public static async Task<Result<Upload>> Read(HttpContext context)
    {
        var request = context.Request;
        if (request.ContentLength > MaxForm)
            return FileErrors.TooLarge;
        var parameters = request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        try
        {
            if (!request.HasFormContentType)
                return await Bytes(request.Body, context.RequestAborted) is { } bare ? new Upload(bare, parameters) : FileErrors.TooLarge;
            var form = await request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = MaxForm, BufferBodyLengthLimit = MaxForm, MemoryBufferThreshold = MaxForm, ValueCountLimit = 50, ValueLengthLimit = 256 * 1024 }, context.RequestAborted);
            foreach (var (name, value) in form)
                parameters[name] = value.ToString();
            if (form.Files.GetFile("file") is not { } file)
                return FileErrors.Missing;
            await using var stream = file.OpenReadStream();
            return await Bytes(stream, context.RequestAborted) is { } bytes ? new Upload(bytes, parameters) : FileErrors.TooLarge;
        }
        catch (BadHttpRequestException refused)
        {
            return refused.StatusCode == StatusCodes.Status413PayloadTooLarge ? FileErrors.TooLarge : CoreErrors.Malformed("The upload broke off.");
        }
        catch (InvalidDataException broken)
        {
            return broken.Message.Contains("limit", StringComparison.OrdinalIgnoreCase) ? FileErrors.TooLarge : CoreErrors.Malformed("The form cannot be read.");
        }
        catch (IOException)
        {
            return CoreErrors.Malformed("The form ends too early.");
        }
    }

    /// <summary>Null when there is more than a file may have.</summary>
    private static async Task<byte[]?> Bytes(Stream stream, CancellationToken cancel)
    {
        using var buffer = new MemoryStream();
        var part = new byte[81_920];
        int read;
        while ((read = await stream.ReadAsync(part, cancel)) > 0)
        {
            if (buffer.Length + read > FileReading.MaxBytes)
                return null;
            buffer.Write(part, 0, read);
        }

        return buffer.ToArray();
    }
}
