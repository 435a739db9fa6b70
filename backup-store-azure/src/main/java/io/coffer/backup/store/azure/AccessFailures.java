package io.coffer.backup.store.azure;

import com.azure.core.http.HttpResponse;
import com.azure.identity.CredentialUnavailableException;
import io.coffer.backup.spi.StoreAccessException;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Says why the storage does not let somebody in, and what to do. */
final class AccessFailures {
    /** Azure takes signatures that are not older than this. */
    private static final Duration LARGEST_SKEW = Duration.ofMinutes(15);

    private static final int DEEPEST_CAUSE = 32;

    private final String container;
    private final Clock clock;

    AccessFailures(String container, Clock clock) {
        this.container = container;
        this.clock = clock;
    }

    static boolean isMissingCredential(Throwable failure) {
        Throwable candidate = failure;
        for (int depth = 0; candidate != null && depth < DEEPEST_CAUSE; depth++) {
            if (candidate instanceof CredentialUnavailableException) {
                return true;
            }
            candidate = candidate.getCause();
        }
        return false;
    }

    /** Whether an encrypted connection broke, and was not refused for a reason that stays. */
    static boolean isBroken(IOException failure) {
        boolean refused = failure instanceof SSLPeerUnverifiedException
                || (failure instanceof SSLHandshakeException && failure.getCause() instanceof CertificateException);
        return !refused && !(failure instanceof SSLHandshakeException);
    }

    StoreAccessException noToken(String found, @Nullable String name, Throwable cause) {
        return new StoreAccessException(
                found + "no identity was found, or Microsoft Entra ID did not accept it; log in (az login), give this"
                        + " machine a managed identity, or set AZURE_STORAGE_CONNECTION_STRING, AZURE_STORAGE_KEY or"
                        + " AZURE_STORAGE_SAS_TOKEN",
                name,
                cause);
    }

    StoreAccessException refused(
            String says, @Nullable String name, String code, @Nullable HttpResponse response, Throwable cause) {
        return new StoreAccessException(says + ": " + remedy(code, response), name, cause);
    }

    private String remedy(String code, @Nullable HttpResponse response) {
        return switch (code) {
            case "AuthenticationFailed", "InvalidAuthenticationInfo" -> authentication(response) + "; get a new one";
            case "AuthorizationFailure" ->
                authentication(response) + "; or the firewall of the storage account shuts this machine out";
            case "NoAuthenticationInformation", "PublicAccessNotPermitted" ->
                "it wants credentials, and got none; set AZURE_STORAGE_CONNECTION_STRING, AZURE_STORAGE_KEY or"
                        + " AZURE_STORAGE_SAS_TOKEN, or log in";
            case "AuthorizationSourceIPMismatch", "AuthorizationProtocolMismatch" ->
                "the shared access signature is for other addresses or protocols; make one for this machine";
            case "AuthorizationPermissionMismatch",
                    "AuthorizationServiceMismatch",
                    "AuthorizationResourceTypeMismatch",
                    "InsufficientAccountPermissions" ->
                "the credentials do not permit this; grant the role \"Storage Blob Data Contributor\" on the container "
                        + container + ", or make a signature with the permissions that it takes (docs/AZURE.md)";
            case "KeyBasedAuthenticationNotPermitted" ->
                "the account permits neither keys nor signatures made with them; use an identity";
            case "AccountIsDisabled" -> "the storage account is disabled; ask who pays for it";
            case "UnauthorizedBlobOverwrite" -> "there is such an object, and the credentials permit new ones only";
            default -> "the credentials are not accepted; check that they are right, and what they permit";
        };
    }

    private String authentication(@Nullable HttpResponse response) {
        Instant theirs = Answers.date(response);
        Duration skew = theirs == null ? Duration.ZERO : Duration.between(theirs, clock.instant());
        if (skew.abs().compareTo(LARGEST_SKEW) > 0) {
            return "the clock of this machine is " + skew.abs().toMinutes() + " minutes "
                    + (skew.isNegative() ? "behind" : "ahead of")
                    + " that of the storage; set it right, or the credentials are wrong";
        }
        return "the key or signature is wrong, belongs to another account, or has expired";
    }
}
