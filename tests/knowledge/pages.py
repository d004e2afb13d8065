"""Made-up pages in the structure of gob.ec's: menus around, headings over paragraphs, lists and one table."""

from __future__ import annotations

PAGE = """\
<!DOCTYPE html>
<html lang="es"><head><meta charset="utf-8">
<title>Registro de colmenares | Ecuador - Guía Oficial de Trámites y Servicios</title>
<link rel="canonical" href="https://www.gob.ec/apa/tramites/registro-colmenares">
<style>.x { color: red }</style><script>var menu = "Requisitos Obligatorios: veneno";</script></head>
<body><header><nav><ul><li><a href="/">Inicio</a></li><li>Trámites</li></ul></nav></header>
<main id="content"><div class="region"><ol class="breadcrumb"><li>Inicio</li><li>APA</li></ol>
<h1 class="page-title">Registro de colmenares</h1>
<div class="field institucion"><a href="/apa">Agencia de Pruebas Apícolas (APA)</a></div>
<div class="field descripcion"><p>Permite registrar un colmenar.</p>
<p>El registro es <b>anual</b> &amp; gratuito.</p></div>
<h2>¿A quién está dirigido?</h2>
<div><p>A quien cría abejas.</p><p>Dirigido a:</p>
<div>Persona Jurídica - Privada, Persona Natural - Ecuatoriana.</div></div>
<h2>¿Qué obtendré si completo satisfactoriamente el trámite?</h2>
<div><ul><li>Certificado de registro</li></ul></div>
<h2>¿Qué necesito para hacer el trámite?</h2>
<div><p><strong>Requisitos Obligatorios:</strong></p>
<ol><li>Solicitud (<a href="/sites/default/files/solicitud.pdf">formulario</a>)</li><li>Croquis del
colmenar</li></ol>
<p>Requisitos Especiales:</p><ul><li>Poder, si firma otra persona</li></ul></div>
<h2>¿Cómo hago el trámite?</h2>
<div><p>En línea:</p><ol><li>Llenar el formulario.</li><li>Pagar.</li></ol>
<p>Canales de atención:</p><p>En línea (Sitio / Portal Web / Aplicación web), Presencial.</p></div>
<h2>¿Cuál es el costo del trámite?</h2><div>4,24 USD incluye IVA</div>
<h2>¿Dónde y cuál es el horario de atención?</h2>
<div><p>Dirección: Calle Larga 12</p><p>Lunes a viernes de 08h00 a 16h30</p></div>
<h2>¿Cuál es la vigencia de lo emitido al completar el trámite?</h2><div>Un año.</div>
<h2>Contacto para atención ciudadana</h2>
<div><div>Contacto:</div><div>Mesa de ayuda</div><div>Email:</div>
<div><a href="mailto:ayuda@apa.gob.ec">ayuda@apa.gob.ec</a></div>
<div>Teléfono:</div><div>(02) 3987 600, ext. 3001</div></div>
<h2>Base Legal</h2>
<ul><li>Ley de Abejas - Art(s). 1,6<p>La ley protege a las abejas.</p></li>
<li>Reglamento de Colmenas - Art(s). Todos</li></ul>
<h2>Información de Transparencia</h2>
<table><thead><tr><th>Año-Mes</th><th>Volumen de Quejas</th><th>Volumen de Atenciones</th></tr></thead>
<tbody><tr><td>2025-01</td><td>0</td><td>18</td></tr><tr><td>2025-02</td><td>3</td><td>7</td></tr></tbody></table>
<p><a href="https://apa.gob.ec/en-linea">Ir al trámite en línea</a></p>
<p>Fecha de última actualización: 2025/06/16</p>
<form><input value="x"><button>Calificar</button></form><div style="display: none">Texto oculto</div>
</div></main><footer>Gobierno del Ecuador</footer></body></html>
"""
