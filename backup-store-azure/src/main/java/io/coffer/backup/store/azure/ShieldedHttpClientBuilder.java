package io.coffer.backup.store.azure;

import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Builds the JDK's HTTP client in its shield. */
final class ShieldedHttpClientBuilder implements HttpClient.Builder {
    private final HttpClient.Builder delegate = HttpClient.newBuilder();

    @Override
    public HttpClient.Builder cookieHandler(CookieHandler value) {
        delegate.cookieHandler(value);
        return this;
    }

    @Override
    public HttpClient.Builder connectTimeout(Duration value) {
        delegate.connectTimeout(value);
        return this;
    }

    @Override
    public ShieldedHttpClientBuilder sslContext(SSLContext value) {
        delegate.sslContext(value);
        return this;
    }

    @Override
    public HttpClient.Builder sslParameters(SSLParameters value) {
        delegate.sslParameters(value);
        return this;
    }

    @Override
    public HttpClient.Builder executor(Executor value) {
        delegate.executor(value);
        return this;
    }

    @Override
    public HttpClient.Builder followRedirects(HttpClient.Redirect value) {
        delegate.followRedirects(value);
        return this;
    }

    @Override
    public HttpClient.Builder version(HttpClient.Version value) {
        delegate.version(value);
        return this;
    }

    @Override
    public HttpClient.Builder priority(int value) {
        delegate.priority(value);
        return this;
    }

    @Override
    public HttpClient.Builder proxy(ProxySelector value) {
        delegate.proxy(value);
        return this;
    }

    @Override
    public HttpClient.Builder authenticator(Authenticator value) {
        delegate.authenticator(value);
        return this;
    }

    @Override
    public HttpClient build() {
        return new ShieldedHttpClient(delegate.build());
    }
}
