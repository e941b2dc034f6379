package dev.backlight.source.python;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backlight.source.code.TypeRef;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TypesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "int; int",
        "Optional[User]; User",
        "User | None; User",
        "None | User; User",
        "None; None",
        "typing.Union[A, B, None]; Union(A B)",
        "A | B; Union(A B)",
        "list['Order']; list(Order)",
        "'List[Order]'; List(Order)",
        "\"orm.Mapped[List['Order']]\"; orm.Mapped(List(Order))",
        "Mapped[Optional[List['app.Order']]]; Mapped(List(app.Order))",
        "Callable[[int, str], Awaitable[None]]; Callable(tuple(int str) Awaitable(None))",
        "Annotated[Session, Depends(get, [1])]; Session",
        "ClassVar[dict[str, int]]; dict(str int)",
        "Literal['', 'a']; Literal(a)",
        "tuple[int, ...]; tuple(int)",
        "conint(gt=0); conint",
        "lambda: 3; lambda",
        "*args; args",
        "`[`; tuple",
        "A[B; A(B)",
        "]; ``",
      })
  void hintsAreRead(String hint, String expected) {
    assertThat(shown(Types.read(hint))).isEqualTo(expected);
  }

  @Test
  void nestingHasALimit() {
    assertThat(Types.read("a[".repeat(100_000)).name()).isEqualTo("a");
    assertThat(Types.read("* ".repeat(100_000) + "a").name()).isEqualTo("a");
    assertThat(Types.read("'\"".repeat(100_000))).isNotNull();
  }

  private static String shown(TypeRef type) {
    return type.arguments().isEmpty()
        ? type.name()
        : type.arguments().stream()
            .map(TypesTest::shown)
            .collect(Collectors.joining(" ", type.name() + "(", ")"));
  }
}
