package dev.backlight.reference.spring;

import java.net.http.HttpClient;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.server.ResponseStatusException;

/// `GET /users/{id}/card`: a row of our database and an answer of somebody else's slow service.
///
/// The code is the same in both editions; `spring.jpa.open-in-view` is not. Open, which is what one
/// gets who says nothing, the session keeps its connection from the first statement until the
/// response is written, so for the slow call too: ten of these are the pool. Closed, the connection
/// is back when the repository returns.
@RestController
class CustomerCards {

  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final CustomerRepository customers;
  private final RestClient profiles;

  CustomerCards(CustomerRepository customers, @Value("${shop.profiles}") String profileService) {
    this.customers = customers;
    JdkClientHttpRequestFactory http =
        new JdkClientHttpRequestFactory(HttpClient.newBuilder().connectTimeout(CONNECT).build());
    http.setReadTimeout(PATIENCE);
    this.profiles = RestClient.builder().baseUrl(profileService).requestFactory(http).build();
  }

  @GetMapping("/users/{id}/card")
  Card card(@PathVariable long id) {
    Customer customer =
        customers
            .findById(id)
            .orElseThrow(
                () -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no user " + id));
    Profile profile =
        profiles.get().uri("/api/profiles/{id}", id).retrieve().requiredBody(Profile.class);
    return new Card(customer.getId(), customer.getUsername(), profile.tier(), profile.points());
  }

  /// A user as others see them.
  record Card(long id, String username, String tier, int points) {}

  private record Profile(String tier, int points) {}
}
