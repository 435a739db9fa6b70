package io.coffer.backup.store.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.ProxyOptions;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Configuration;
import com.azure.core.util.ConfigurationBuilder;
import java.time.Duration;

/** The JDK's HTTP client as Azure's library uses it. */
final class HttpClients {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final String ALLOWED = "jdk.httpclient.allowRestrictedHeaders";

    private HttpClients() {}

    static HttpClient create(Duration timeout) {
        return create(timeout, new ShieldedHttpClientBuilder());
    }

    static HttpClient create(Duration timeout, ShieldedHttpClientBuilder jdk) {
        Duration connect = timeout.compareTo(CONNECT_TIMEOUT) < 0 ? timeout : CONNECT_TIMEOUT;
        ProxyOptions proxy = ProxyOptions.fromConfiguration(Configuration.getGlobalConfiguration());
        return new JdkHttpClientBuilder(jdk)
                .connectionTimeout(connect)
                .responseTimeout(timeout)
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .proxy(proxy)
                // Else the library warns, with each put, that the JDK sets this header itself. It is taken out later.
                .configuration(new ConfigurationBuilder()
                        .putProperty(ALLOWED, "content-length")
                        .build())
                .build();
    }
}
